"""An invertible network (a normalising flow) that gives every factor its own axis.

`latents`, `pairs`, `permuted_labels`, `schedule` and `training_data` do not import TensorFlow; the
other modules do.

References
----------
.. [1] Esser, P., Rombach, R. and Ommer, B. (2020). A disentangling invertible interpretation
   network for explaining latent representations. CVPR. arXiv:2004.13166.
.. [2] Dinh, L., Krueger, D. and Bengio, Y. (2015). NICE: non-linear independent components
   estimation. ICLR workshop. arXiv:1410.8516.
.. [3] Kingma, D. P. and Dhariwal, P. (2018). Glow: generative flow with invertible 1x1
   convolutions. NeurIPS. arXiv:1807.03039.
.. [4] Meng, C., Song, Y., Song, J. and Ermon, S. (2020). Gaussianization flows. AISTATS.
   arXiv:2003.01941.
"""
