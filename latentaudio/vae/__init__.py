"""Variational autoencoders: codes that are learned without labels, to compare the flow with.

`collapse`, `hilbert`, `model_titles`, `models.registry`, `own_peaks`, `schedules`, `sound_values`,
`vae_data` and `vae_latents` do not import TensorFlow; the other modules do, with Keras 3 (see
`keras_adapter`).

References
----------
.. [1] Kingma, D. P. and Welling, M. (2014). Auto-encoding variational Bayes. ICLR.
   arXiv:1312.6114.
.. [2] Higgins, I. et al. (2017). beta-VAE: learning basic visual concepts with a constrained
   variational framework. ICLR.
.. [3] Chen, R. T. Q., Li, X., Grosse, R. and Duvenaud, D. (2018). Isolating sources of
   disentanglement in variational autoencoders. NeurIPS. arXiv:1802.04942.
.. [4] Kim, H. and Mnih, A. (2018). Disentangling by factorising. ICML. arXiv:1802.05983.
"""
