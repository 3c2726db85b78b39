# Predicted feedback and values of states, beside a recommender's head. Weights: items [K, R], items'
# bias [K], state [R, D], linear [1, D] and [1], values [E, D] and [E], input [2, D].
class K(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # Embedded items [N, D] with the rewards they had [N, 2]: how much, and whether it is known.
  def read(self: __torch__.K, items: Tensor, w: List[Tensor], rewards: Tensor) -> Tensor:
    return torch.addmm(items, rewards, w[7])

  # hidden [M, D], items int64 [M, C] to [M, C].
  def feedback(self: __torch__.K, hidden: Tensor, w: List[Tensor], items: Tensor) -> Tensor:
    h = torch.mul(hidden, ${scale})
    state = torch.unsqueeze(torch.linear(h, w[2]), 1)
    match = torch.sum(torch.mul(torch.embedding(w[0], items), state), [2])
    bias = torch.squeeze(torch.embedding(torch.unsqueeze(w[1], 1), items), 2)
    return torch.add(torch.add(match, bias), torch.linear(h, w[3], w[4]))

  # On every item, [M, K].
  def every(self: __torch__.K, hidden: Tensor, w: List[Tensor]) -> Tensor:
    h = torch.mul(hidden, ${scale})
    match = torch.linear(torch.linear(h, w[2]), w[0], w[1])
    return torch.add(match, torch.linear(h, w[3], w[4]))

  # [M, E].
  def values(self: __torch__.K, hidden: Tensor, w: List[Tensor]) -> Tensor:
    return torch.linear(torch.mul(hidden, ${scale}), w[5], w[6])
