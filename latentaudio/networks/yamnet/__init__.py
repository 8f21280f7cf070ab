"""YAMNet, rebuilt so that all its layers can be read out, and continued from any of them.

`layers`, `classes`, `weights` and `permuted` need no TensorFlow to be imported; `frontend` and
`network` do.

References
----------
.. [1] Plakal, M. and Ellis, D. (2020). YAMNet: a pretrained network that predicts 521 audio event
   classes of the AudioSet ontology, with the MobileNet v1 architecture.
.. [2] Howard, A. G. et al. (2017). MobileNets: efficient convolutional neural networks for mobile
   vision applications. arXiv:1704.04861.
"""
