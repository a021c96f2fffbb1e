"""Makes the block model from pages with gold text; needs the extra [train].

    forms -> examples (align) -> transplants -> lexicon -> fit (calibrate) -> the model's file

`pipeline/model/` says what a model is; nothing there imports anything here.
"""
