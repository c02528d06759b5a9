/** What the command line can do. */
const OVERVIEW = `biomedgpt: ask a local biomedical language model about molecules and proteins

  biomedgpt ask [--smiles SMILES]… [--fasta FILE [--record NAME]]… "question"
  biomedgpt encode --smiles SMILES | --fasta FILE [--out FILE.npy]
  biomedgpt facts --smiles SMILES | --fasta FILE
  biomedgpt annotate FILE -o OUT --facts mw,logp,… | --describe | --ask "…" | --embed
  biomedgpt merge PART… -o OUT
  biomedgpt evaluate --benchmark NAME=FILE… -o report.json
  biomedgpt report OUT -o FILE.md
  biomedgpt recognise [--check] [--json] FILE…
  biomedgpt devices
  biomedgpt mcp [--folder DIR]…
  biomedgpt models list | import PATH | download NAME | verify | use NAME | remove NAME

  --json             one JSON object on the standard output; from recognise one array, an entity a line
  --bundle DIR       the model in this folder (default: the one that models use chose, else the embedded BioMedGPT nano)
  --device auto|cpu  where the language model runs (default: auto)
  --gpu-layers N     layers of it that go to the GPU (default: as many as fit)
  --context-size N   tokens that dialogue and answer may fill together (default: the model's own, fewer where memory lacks)
  --threads N        cores that it may use (default: all but one; of annotate: all)
  --record NAME      the record of a FASTA file that holds several

ask:
  --temperature T    0 (default) is greedy; above, text is sampled
  --seed N           seed of sampled text (default: 0)
  --max-tokens N     longest answer
  --logits           add the logits of the first answer position (with --json)
  --show-reasoning   what a model thinks before its answer, on the standard error (--json always has it)

encode:
  --out FILE.npy     write the soft tokens there, and what the adapter was given to FILE.features.npy

annotate, merge, report: whole tables, resumable and in parts; see biomedgpt annotate --help

recognise: lists the molecules, reactions, proteins and nucleotides in source code, notebooks, text and data
  FILE               - is the standard input; folders are not walked: give folder/*.py or $(git ls-files)
  --check            for hooks: list only what is not valid, and end with exit code 3 if there is any
  --stdin-name NAME  what the standard input would be called as a file (screen.py), for its language
  --language ID      language of the files, whatever their names: VS Code's id, such as python, r or markdown

devices: what this machine has for models, and what of the one that answers would go where; nothing is loaded

mcp: serves agents over the standard input and output (Model Context Protocol) until the input ends
  --folder DIR       a folder whose files agents may read and annotate (as new files beside them); without one, none

evaluate: measures a model on benchmark files, with intervals and baselines; see biomedgpt evaluate --help

models: installs other models and chooses which one answers; see biomedgpt models --help

  --help, --version

Exit codes: 0 done; 1 failed, or a file could not be read; 2 wrong usage; 3 not valid (recognise --check), rows failed (annotate --check); 130 interrupted.

Everything runs on this machine; nothing is sent anywhere, and only models download fetches anything. (What an agent is told, its own model is told too.) Text that a model writes must be checked.
`;

const BATCH = `biomedgpt annotate FILE -o OUT: adds columns to a table of molecules or proteins

  FILE                CSV, TSV, SMILES (.smi), SDF, FASTA or JSONL, also packed (.gz); - is the standard input
  -o, --output OUT    a new file, whose ending says what is written (.gz packs it); - is the standard output
  --from, --to FORMAT csv, tsv, smi, sdf, fasta or jsonl, where - has no ending to tell

which structures (found by titles and cells if absent):
  --column TITLE      the column that holds them
  --smiles TITLE      the column, and that it holds molecules
  --sequence TITLE    the column, and that it holds proteins

what is found out (any of them, and several):
  --facts A,B,…       computed: mw, logp, tpsa, hbd, hba, rotb, rings, smiles, inchikey, …; of proteins length, mw, pi, gravy, …; or all
  --describe          generated: a description
  --ask "QUESTION"    generated: an answer; {title} stands for the row's cell under that title, {{ for a brace
    --choices yes,no    one of these, with its probability
    --json-schema FILE  a JSON object of this schema
  --embed             the encoder's vector, as a JSON array
    --as TITLE          the column of the --describe, --ask or --embed before it

how:
  --resume            go on where a run was interrupted (also where there is none to go on with)
  --wait SECONDS      wait so long where another command works on the same output (default: 0)
  --restart           give up what an interrupted run left, and begin anew
  --shard 3/16        the third of 16 parts of the rows; biomedgpt merge puts the parts together
  --max-rows N        annotate the first N rows; the others are kept as they are
  --report FILE.md    write a report, as biomedgpt report does
  --check             end with exit code 3 where a row failed
  --no-cache          do not use answers of earlier runs, nor keep these for later ones
  --json-progress     tell everything on the standard error, one JSON object a line
  --threads N         processor cores that the work may use (default: all)
  --bundle DIR, --models-folder DIR, --device auto|cpu, --gpu-layers N, --context-size N

biomedgpt merge PART… -o OUT   puts annotated shards together: the bytes of a run without shards
biomedgpt report OUT -o FILE.md   counts, failures by reason, drawings, a histogram for each column of numbers

Every row stays, in its order; “status” and “reason” say what became of it. No file is written over. How each column was made stands
beside the output (….about.json). Ctrl-C keeps what is done: the same command with --resume goes on, and ends with the same bytes.

Exit codes: 0 done, also where rows failed (the last line says how many); 1 failed; 2 wrong usage; 3 rows failed, with --check;
130 interrupted.
`;

const MODELS = `biomedgpt models: the models that can answer instead of the embedded BioMedGPT nano

  biomedgpt models list                what is installed, what can be, what was removed
  biomedgpt models import PATH         make a model of files that you have
  biomedgpt models download NAME       fetch a model of the list and import it, after its licence was accepted
  biomedgpt models verify [NAME]       read every byte and compare checksums
  biomedgpt models use NAME            this model answers ask, encode, annotate and mcp from now on; nano is the embedded one
  biomedgpt models remove NAME         can be undone for a day
  biomedgpt models remove --undo [NAME]   bring it back; without a name what was removed last
  biomedgpt models empty               end what was removed for good

import, download:
  PATH                 biomedgpt_10b.pth or the folder it lies in, BioMedGPT-R1's folder, a folder with a language model
                       (safetensors or .bin), a .gguf file. Configuration and tokenizers are looked for beside it
  --quantise TYPE      language model as F16 (exact), Q8_0 or Q4_K (smallest); by this machine's memory if absent
  --protein TYPE       protein encoder as F32 (exact), F16, int8 or int4; by this machine's memory if absent
  --as NAME            what the model is called: lower-case letters, digits, dots and hyphens
  --use                let it answer from now on
  --device auto|cpu    where it is tried, before it counts as installed

import, where parts of a BioMedGPT lie elsewhere:
  --language-from DIR  configuration and tokenizer of the language model; its weights, where the checkpoint has none
  --protein-from DIR   the same of ESM-2; or the name of one that was downloaded, such as esm2-3b
  --molecule-from FILE the molecule encoder
  --gguf FILE          this GGUF, made by somebody of the very same language model, instead of the one in the checkpoint; with
    --original DIR     the folder that it was made from, to compare all weights, or
    --same-language    your word that it is the same

download:
  --variant TYPE       where there are several, such as Q4_K_M
  --accept-licence     you have read the terms and accept them, for scripts; otherwise you are asked
  --files-only         fetch the files and make no model of them

  --json               one JSON object (of verify an array) on the standard output
  --json-progress      tell everything on the standard error, one JSON object a line
  --models-folder DIR  where the models are. Or name the folder in the variable BIOMEDGPT_MODELS, for all commands

Downloads use the proxies of HTTPS_PROXY, HTTP_PROXY and NO_PROXY. Ctrl-C keeps what is done of an import or a download: the same
command goes on with it.

Exit codes: 0 done; 1 failed, or a model is not whole (verify); 2 wrong usage; 130 interrupted.
`;

const EVALUATE = `biomedgpt evaluate --benchmark NAME=FILE… -o report.json: measures a model

  --model NAME            an installed model; nano is the embedded one (default: the one that models use chose)
  --bundle DIR            the model in this folder
  --benchmark NAME=FILE   a file of questions with right answers, packed (.gz) or not; give several
  --training NAME=FILE    a table of the same kind that the baselines of that benchmark know
  --question NAME=TEXT    what is asked about each molecule or protein of that benchmark, in the place of the usual question
  -o, --output FILE.json  the report; FILE.md beside it is for people. No file is written over

which files (known by what stands in them, whatever they are called):
  PubMedQA (JSON), MedMCQA and MedQA-USMLE (JSON Lines), MMLU (CSV without a header), or an object a line with “question”,
  “choices” and “answer”: the option of the highest probability counts
  tables of molecules with descriptions (ChEBI-20), or proteins with functions: what is written is compared with them
  tables with “question” and “answer”, with SMILES, sequences or neither
  tables of molecules with measured properties (MoleculeNet): for models with heads that predict them

how:
  --limit N           so many rows of each benchmark, drawn with the seed
  --seed N            of the drawn rows and of the confidence intervals (default: 0); answers are greedy
  --resume            go on where a run was interrupted (also where there is none to go on with)
  --restart           give up what an interrupted run left, and begin anew
  --threads N         processor cores that the work may use (default: all)
  --json-progress     tell everything on the standard error, one JSON object a line
  --models-folder DIR, --device auto|cpu, --gpu-layers N, --context-size N

The report tells accuracy, BLEU, ROUGE, METEOR (without WordNet), token F1, ROC-AUC, RMSE and MAE where they apply, each with its tokens
and a 95 % interval; beside them the commonest answer, with --training the nearest neighbour’s, and figures that others published. Ctrl-C
keeps what is answered; with --resume the same report comes out as if nothing had happened.

Exit codes: 0 done; 1 failed; 2 wrong usage; 130 interrupted.
`;

/** @param about a command; the overview if absent, or where the command has no page of its own */
export function help(about: string | undefined): string {
	if (about === "models") {
		return MODELS;
	}
	if (about === "evaluate") {
		return EVALUATE;
	}
	return about === "annotate" || about === "merge" || about === "report" ? BATCH : OVERVIEW;
}
