# A trained SASRec's states; goes after sasrec.py. Weights: the table of items, and what `trunk` takes.

  # What items are scored against, [K, D].
  def items(self: __torch__.K) -> Tensor:
    w = (self).weights()
    return w[0]

  # The states after the last events, float32 [B, D].
  def states(self: __torch__.K, histories: Tensor${parameters}) -> Tensor:
    w = (self).weights()
    none = torch.zeros([0], dtype=6, device=histories.device)
    masks = annotate(List[Tensor], [])
    for i in range(len(w)):
      _ = torch.append(masks, none)
    cells = (self).cellsOf(histories)
    x = torch.embedding(w[0], torch.flatten(histories))
    return (self).trunk(x, torch.slice(w, 1), masks, (self).positionsOf(cells), cells, torch.flatten(cells), (self).lastOf(cells))
