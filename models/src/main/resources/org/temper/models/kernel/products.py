# One product, in two ways, to find out whether libtorch has them.
class K(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def multiply(self: __torch__.K, x: Tensor, w: Tensor) -> Tensor:
    w = ${pack}
    return ${product}
