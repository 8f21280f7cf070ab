"""What trainings of flows and of autoencoders have in common.

`flow` and `vae` need different generations of Keras and never import each other. What they would
otherwise both say is said here, without TensorFlow: the loop over epochs, the best weights and when
to stop, checkpoints, histories, and tables of codes.
"""
