"""YAMNet, rebuilt so that every layer can be read out and the network continued from it.

`layers`, `classes`, `weights` and `permuted_weights` can be imported without TensorFlow; `frontend`
and `network` need it.

References
----------
.. [1] Plakal, M. and Ellis, D. (2020). YAMNet: a pretrained network that predicts 521 audio event
   classes of the AudioSet ontology, with the MobileNet v1 architecture.
.. [2] Howard, A. G. et al. (2017). MobileNets: efficient convolutional neural networks for mobile
   vision applications. arXiv:1704.04861.
"""
