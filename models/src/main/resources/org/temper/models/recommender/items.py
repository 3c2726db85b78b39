# The table of items that a recommender reads from and, where it is of unit rows, scores against.
class K(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def embed(self: __torch__.K, ids: Tensor, table: Tensor) -> Tensor:
    return torch.embedding(table, ids)

  # The rows of a table [K, D] at unit length, and what they were divided by, [K, 1].
  def unit(self: __torch__.K, table: Tensor) -> Tuple[Tensor, Tensor]:
    length = torch.clamp_min(torch.norm(table, 2, [1], True), 1e-06)
    return (torch.div(table, length), length)

  # Adds to the table's gradient what the gradient of the unit rows says. Rows that are too short to
  # be brought to unit length are divided by a constant.
  def unitBackward(self: __torch__.K, gradient: Tensor, unit: Tensor, length: Tensor, tableGradient: Tensor) -> Tensor:
    along = torch.sum(torch.mul(gradient, unit), [1], True)
    along = torch.masked_fill(along, torch.le(length, 1e-06), 0.)
    rest = torch.addcmul(gradient, unit, along, value=-1)
    return torch.addcdiv_(tableGradient, rest, length)

