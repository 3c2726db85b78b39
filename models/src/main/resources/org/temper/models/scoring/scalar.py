# One number for each state: hidden [M, D] and weights [1, D], [1] to [M, 1].
class K(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def scalars(self: __torch__.K, hidden: Tensor, w: List[Tensor]) -> Tensor:
    if ${bias}:
      y = torch.linear(hidden, w[0], w[1])
    else:
      y = torch.linear(hidden, w[0])
    return y
