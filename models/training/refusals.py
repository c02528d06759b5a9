"""Questions that nano was not trained for, with refusals in varied words, and questions that sound alike and can be answered."""
import gzip
import json
import random
import re

ABOUT = ["I can only tell about the structure of molecules and the function of proteins.", "I only know molecules and proteins that are attached here.",
         "I was trained on molecular structures and protein sequences alone.", "I describe molecules and proteins and nothing else."]
REFUSALS = ["I cannot answer that. {a}", "That is outside what I was trained for. {a}", "I do not know. {a}", "I cannot say. {a}", "That is not something I can tell. {a}"]
ATTACHED = ["What is the right dose of {s}?", "How much of {s} should I take?", "Is {s} safe in pregnancy?", "Is {s} safe for children?", "What are the side effects of {s}?", "Which diseases does {s} treat?",
            "Can {s} cure cancer?", "Does {s} interact with alcohol?", "Who discovered {s}?", "When was {s} approved?", "What does {s} cost?", "Where can I buy {s}?", "How is {s} synthesised?",
            "How toxic is {s}?", "What is the half-life of {s}?", "What is the melting point of {s}?", "Should I stop taking {s}?", "Which company sells {s}?", "Is {s} patented?", "What is the market size of {s}?",
            "Can I take {s} with ibuprofen?", "Is {s} addictive?", "Will {s} help my headache?", "Which trial tested {s}?", "What does {s} taste like?"]
OTHER = ["What is the weather today?", "Tell me a joke.", "Write a poem about {t}.", "What is the capital of {t}?", "Who won the election in {t}?", "Write a Python function for {t}.", "Translate {t} into French.",
         "How do I cook {t}?", "What is the meaning of {t}?", "Summarise the history of {t}.", "Give me the news about {t}.", "What do you think about {t}?", "Explain {t} to me.", "What time is it?", "How old are you?",
         "Recommend a book about {t}.", "What is the best treatment for {t}?", "My doctor told me I have {t}. What should I do?", "Which antibiotic helps against {t}?", "What causes {t}?", "How is {t} diagnosed?",
         "What are the symptoms of {t}?", "A 45-year-old man has {t}. What is the next step?", "Is {t} hereditary?", "How can {t} be prevented?", "What are the risk factors of {t}?", "Which gene causes {t}?"]
TOPICS = ["France", "Brazil", "football", "love", "the sea", "sorting a list", "rice", "music", "quantum mechanics", "the stock market", "gardening", "chess", "climate change", "history", "asthma", "fever", "diabetes",
          "high blood pressure", "a stroke", "migraine", "chest pain", "pneumonia", "anaemia", "depression", "back pain", "influenza", "heart failure", "arthritis", "epilepsy", "a rash", "hepatitis", "tuberculosis"]
ABILITIES = [["What can you do?", "I describe the structure of molecules and the function of proteins."], ["Who are you?", "I am nano, a very small model for molecules and proteins."],
             ["What can I ask you?", "Ask about a molecule's structure, or what a protein does."], ["Can you read proteins?", "Yes, attach a protein and ask what it does."],
             ["Can you read molecules?", "Yes, attach a molecule and ask about its structure."], ["What is your purpose?", "I describe the structure of molecules and the function of proteins."]]


def refuse(rng):
    return rng.choice(REFUSALS).format(a=rng.choice(ABOUT))


def attached(rng, subject=None):
    """A question about an attached entity that its structure does not answer."""
    return [rng.choice(ATTACHED).format(s=subject or rng.choice(["it", "this drug", "this medicine", "this compound", "this molecule", "this substance"])), refuse(rng), "refuse_attached"]


def medical(folder):
    """Questions of MedQuAD and of PubMedQA's training part -> list of texts, and MedQuAD's plain sentences as a little biomedical English."""
    questions, sentences = [], []
    with gzip.open(f"{folder}/medquad_qa.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            question = re.sub(r"\s+", " ", row["question"]).replace(" ?", "?").strip()
            if len(question) < 140:
                questions.append(question)
            text = re.sub(r"\s+", " ", row["answer"] or "").strip()
            first = re.split(r"(?<=[.!?]) ", text)[0]
            if 40 <= len(first) <= 240 and "Key Points" not in first:
                sentences.append(first)
    with gzip.open(f"{folder}/pubmedqa_train.json.gz", "rt", encoding="utf-8") as file:
        rows = json.load(file)
    for row in rows.values() if isinstance(rows, dict) else rows:
        text = row.get("QUESTION") or row.get("question")
        if text and len(text) < 200:
            questions.append(text)
    return questions, sentences
