# Scores of tokens from the logits that some model gave for every position, with their graph.
class K(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # logits [B, T, V]; sources [M] the cells that predict, targets [M], cells [M] of the given mask.
  def score(self: __torch__.K, logits: Tensor, sources: Tensor, targets: Tensor, cells: Tensor, mask: Tensor) -> Tuple[Tensor, Tensor]:
    every = torch.index_select(torch.flatten(logits, 0, 1), 0, sources)
    every = torch.log_softmax(torch.to(every, 6), -1)
    chosen = torch.squeeze(torch.gather(every, 1, torch.unsqueeze(targets, 1)), 1)
    entropy = torch.neg(torch.sum(torch.mul(torch.exp(every), every), [-1]))
    return ((self).place(chosen, cells, mask), (self).place(entropy, cells, mask))

  def place(self: __torch__.K, values: Tensor, cells: Tensor, mask: Tensor) -> Tensor:
    flat = torch.flatten(torch.zeros_like(mask, dtype=6))
    return torch.view(torch.index_copy(flat, 0, cells, values), torch.size(mask))

  # The logits that follow the last token of each row.
  def last(self: __torch__.K, logits: Tensor, cells: Tensor) -> Tensor:
    return torch.to(torch.index_select(torch.flatten(logits, 0, 1), 0, cells), 6)
