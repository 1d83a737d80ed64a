"""The codes of the problems that loading reports; they do not change their meaning."""

from __future__ import annotations

SYNTAX = "P001"
NESTING = "P002"
ALIAS = "P003"
TAG = "P004"
DOCUMENTS = "P005"
DUPLICATE_KEY = "P006"
KEY = "P007"
SHAPE = "P008"
CHARACTER = "P009"
ENCODING = "P010"
UNCLOSED = "P011"
NO_PAPERS = "P012"
FIELD = "P020"
DUPLICATE_CITEKEY = "P021"
PROFILE = "P022"
UNKNOWN_FIELD = "P030"
UNKNOWN_TYPE = "P031"
UNKNOWN_SECTION = "P032"
ARCHIVE = "P033"
EMPTY_FOLDER = "P034"
NO_LIBYAML = "P035"

MEANINGS: dict[str, str] = {
    SYNTAX: "the text is not YAML",
    NESTING: "lists or mappings are nested too deeply",
    ALIAS: "an anchor or alias, which the format does not have",
    TAG: "an explicit tag, which the format does not have",
    DOCUMENTS: "several YAML documents in one file",
    DUPLICATE_KEY: "a key stands twice in one mapping",
    KEY: "a key that is no text",
    SHAPE: "a text, list or mapping where another of them is meant",
    CHARACTER: "a character that no text can hold",
    ENCODING: "the file is not UTF-8",
    UNCLOSED: "a quote runs into the next entry",
    NO_PAPERS: "the section papers is misspelt, or an entry stands outside of it",
    FIELD: "a value that its field cannot hold",
    DUPLICATE_CITEKEY: "two entries have the same citekey or alias",
    PROFILE: "a damaged profile",
    UNKNOWN_FIELD: "an unknown field; it is kept",
    UNKNOWN_TYPE: "an unknown entry type; it is kept",
    UNKNOWN_SECTION: "an unknown section; it is kept",
    ARCHIVE: "an archive that arXiv does not have, or two of them",
    EMPTY_FOLDER: "a folder without a catalogue file",
    NO_LIBYAML: "PyYAML was built without libyaml, so that reading is slow",
}
"""What each code means; from P030 on they are warnings."""
