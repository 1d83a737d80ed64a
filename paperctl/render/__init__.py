"""Results as people read them: plain lines for pipes, Rich renderables for terminals.

Values in, lines or renderables out; nothing is printed here. Text from a catalogue
passes `paperctl.text.display` on its way, and reaches Rich only as `Text`.
"""
