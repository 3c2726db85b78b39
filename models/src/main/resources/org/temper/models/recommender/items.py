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

  # The rows of a table [K, D] that two arrays of ids reach: which they are, ascending [R], where each of
  # the table's rows lies among them [K] (anywhere where it does not), and the rows themselves [R, D].
  def reach(self: __torch__.K, ids: Tensor, others: Tensor, table: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    count = torch.size(table, 0)
    reached = torch.zeros([count], dtype=11, layout=None, device=table.device)
    _ = torch.index_fill_(reached, 0, torch.flatten(ids), 1)
    _0 = torch.index_fill_(reached, 0, torch.flatten(others), 1)
    rows = torch.flatten(torch.nonzero(reached))
    places = torch.empty([count], dtype=4, layout=None, device=table.device)
    order = torch.arange(torch.size(rows, 0), dtype=4, device=table.device)
    _1 = torch.index_copy_(places, 0, rows, order)
    return (rows, places, torch.index_select(table, 0, rows))

  def placed(self: __torch__.K, places: Tensor, ids: Tensor) -> Tensor:
    return torch.take(places, ids)

  # The values [R, D] of ascending rows of a table, as a sparse array of its shape.
  def sparse(self: __torch__.K, rows: Tensor, values: Tensor, table: Tensor) -> Tensor:
    return torch.sparse_coo_tensor(torch.unsqueeze(rows, 0), values, torch.size(table), dtype=6, layout=None, device=table.device, pin_memory=None, is_coalesced=True)
