"""Files that hold many articles, as press databases export them: recognised, split, their metadata found.

Everything here works on a Reading that the child process made; nothing parses a file.
"""
