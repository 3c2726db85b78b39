# One product, in two ways, to find out whether libtorch has them.
class K(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def multiply(self: __torch__.K, x: Tensor, w: Tensor) -> Tensor:
    rows = torch.size(x, 0)
    w = ${pack}
    return ${product}

  def pack(self: __torch__.K, w: Tensor) -> Tensor:
    rows = torch.size(w, 0)
    return ${pack}

  # One number of a product, for which the product must have been computed.
  def first(self: __torch__.K, y: Tensor) -> Tensor:
    return torch.to(torch.flatten(y)[0], 6)
