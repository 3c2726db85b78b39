# A trained HSTU's states; goes after hstu.py. Weights: the table of items, that of positions, of each layer
# projection, output (weight, bias), position biases and, where it looks at time, time biases; the items' unit rows.

  # What items are scored against, [K, D].
  def items(self: __torch__.K) -> Tensor:
    w = (self).weights()
    return w[len(w) - 1]

  # The states after the last events, float32 [B, D]; times int64 [B, T], and [B] when the next is asked for.
  def states(self: __torch__.K, histories: Tensor${parameters}) -> Tensor:
    w = (self).weights()
    none = torch.zeros([0], dtype=6, device=histories.device)
    cells = (self).cellsOf(histories)
    tokens = torch.flatten(cells)
    buckets = ${buckets}
    x = torch.embedding(w[0], torch.flatten(histories))
    x = (self).enter(x, (self).positionsOf(cells), w[1], none)
    for layer in range(torch.floordiv(len(w) - 3, ${layerWeights})):
      i = 2 + ${layerWeights} * layer
      projected = (self).project(x, w[i])
      attended = (self).attend(projected, w[i + 3], w[i + ${layerWeights} - 1], buckets, cells, tokens)
      x = (self).output(x, projected, attended, w[i + 1], w[i + 2], none)
    return (self).select(x, (self).lastOf(cells))
