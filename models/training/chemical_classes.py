"""The class names and their SMARTS, the same file that the product reads. Needs nothing but Python."""
import json
from pathlib import Path

CLASSES_FILE = Path(__file__).resolve().parents[2] / "src/science/molecule/classes.json"
CLASSES = json.loads(CLASSES_FILE.read_text("utf-8"))
