# The layers of SASRec, with the norms before attention and feed-forward; goes after dropout.py.
# Tokens lie flat, [N, width]; `cells` and `tokenCells` as in hstu.py.
#
# Weights of a layer, from offset i: attention norm (gain, bias), q, k and v side by side (weight,
# bias), output (weight, bias), feed-forward norm (gain, bias), up (weight, bias), down (weight, bias).

  def norm(self: __torch__.K, x: Tensor, gain: Tensor, bias: Tensor) -> Tensor:
    return torch.layer_norm(x, [${width}], gain, bias, 1e-08)

  def rows(self: __torch__.K, x: Tensor, cells: Tensor) -> Tensor:
    if torch.ne(torch.numel(cells), torch.size(x, 0)):
      x = torch.index_select(x, 0, torch.flatten(cells))
    return torch.transpose(torch.view(x, [torch.size(cells, 0), torch.size(cells, 1), ${heads}, ${headSize}]), 1, 2)

  def attend(self: __torch__.K, x: Tensor, cells: Tensor, tokenCells: Tensor) -> Tensor:
    q = (self).rows(torch.contiguous(torch.slice(x, 1, 0, ${width})), cells)
    k = (self).rows(torch.contiguous(torch.slice(x, 1, ${width}, 2 * ${width})), cells)
    v = (self).rows(torch.contiguous(torch.slice(x, 1, 2 * ${width})), cells)
    a = torch.scaled_dot_product_attention(q, k, v, None, 0., True, scale=None, enable_gqa=False)
    a = torch.reshape(torch.transpose(a, 1, 2), [-1, ${width}])
    if torch.ne(torch.numel(cells), torch.numel(tokenCells)):
      a = torch.index_select(a, 0, tokenCells)
    return a

  # d: the layer's masks, from offset j.
  def block(self: __torch__.K, x: Tensor, w: List[Tensor], i: int, d: List[Tensor], j: int, cells: Tensor, tokenCells: Tensor) -> Tensor:
    h = (self).norm(x, w[i], w[i + 1])
    a = (self).attend(torch.linear(h, w[i + 2], w[i + 3]), cells, tokenCells)
    x = torch.add(x, (self).drop(torch.linear(a, w[i + 4], w[i + 5]), d[j]))
    h = (self).norm(x, w[i + 6], w[i + 7])
    h = (self).drop(torch.relu(torch.linear(h, w[i + 8], w[i + 9])), d[j + 1])
    return torch.add(x, (self).drop(torch.linear(h, w[i + 10], w[i + 11]), d[j + 2]))

  # Embedded items [N, width] to the states that predict the scored tokens; w: the position table, the
  # layers, the last norm (gain, bias); d: masks of draws.py, one and three for each layer.
  def trunk(self: __torch__.K, items: Tensor, w: List[Tensor], d: List[Tensor], positions: Tensor, cells: Tensor, tokenCells: Tensor, sources: Tensor) -> Tensor:
    x = torch.add(torch.index_select(w[0], 0, positions), items, alpha=${rootWidth})
    x = (self).drop(x, d[0])
    for layer in range(torch.floordiv(len(w) - 3, 12)):
      x = (self).block(x, w, 1 + 12 * layer, d, 1 + 3 * layer, cells, tokenCells)
    last = len(w) - 2
    return (self).norm(torch.index_select(x, 0, sources), w[last], w[last + 1])
