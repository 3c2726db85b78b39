# What the layers of recommenders have in common; goes before hstu.py or sasrec.py.
class K(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # Dropout by a mask that was drawn before, as in draws.py; an empty one drops nothing.
  def drop(self: __torch__.K, x: Tensor, mask: Tensor) -> Tensor:
    if torch.gt(torch.numel(mask), 0):
      x = torch.mul(x, mask)
    return x
