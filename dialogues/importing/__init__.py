"""Files of earlier dialogues and of viewpoints: read, understood, checked and stored.

``fields`` says what a target is, ``guessing`` which column holds what, ``reader`` what a row says,
``running`` goes through a file. What the settings name DIALOGUE_TARGET stands here.
"""

from dialogues.importing.dialogue_target import DIALOGUE_TARGET

__all__ = ["DIALOGUE_TARGET"]
