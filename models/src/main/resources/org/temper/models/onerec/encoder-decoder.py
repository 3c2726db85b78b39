# OneRec's encoder and decoder; goes after onerec.py.
#
# Weights: tokens, ages, places; of each encoder layer, from offset i: attention norm, q, k and v side by
# side, output, feed-forward norm, gate and up, down; encoder norm; of each decoder layer, from offset i:
# attention norm, q, k and v, output, cross-attention norm, query, key and value, output, experts' norm,
# router, bias, gates and ups, downs; norm.
#
# Masks of dropout: of the history's embedded tokens, and of what attention and the feed-forward part of each
# encoder layer give; of the embedded inputs, and of what both attentions and the experts of each layer give.

  # The experts of each token, [N, width]. The bias decides who is chosen and no more. What is second is
  # how many tokens each expert has.
  def experts(self: __torch__.K, x: Tensor, w: List[Tensor], i: int) -> Tuple[Tensor, Tensor]:
    s = torch.softmax(torch.linear(x, w[i]), -1)
    chosen = torch.slice(torch.argsort(torch.add(torch.detach(s), torch.detach(w[i + 1])), -1, True), 1, 0, ${activeExperts})
    sum = torch.zeros_like(x)
    loads = annotate(List[Tensor], [])
    for expert in range(${experts}):
      hit = torch.any(torch.eq(chosen, expert), 1)
      rows = torch.flatten(torch.nonzero(hit))
      _ = torch.append(loads, torch.sum(hit))
      if torch.gt(torch.size(rows, 0), 0):
        y = (self).feed(torch.index_select(x, 0, rows), torch.select(w[i + 2], 0, expert), torch.select(w[i + 3], 0, expert))
        share = torch.unsqueeze(torch.index_select(torch.select(s, 1, expert), 0, rows), 1)
        sum = torch.index_add(sum, 0, rows, torch.mul(y, share))
    return (sum, torch.stack(loads))

  # The keys and values of each decoder layer, one after the other, [P, heads, Th, size].
  def memory(self: __torch__.K, ids: Tensor, ages: Tensor, mask: Tensor, w: List[Tensor], d: List[Tensor]) -> List[Tensor]:
    x = torch.index_select(w[0], 0, torch.clamp_min(torch.flatten(ids), 0))
    x = torch.add(x, torch.index_select(w[1], 0, torch.flatten(ages)))
    x = (self).drop(torch.unflatten(x, 0, [torch.size(ages, 0), torch.size(ages, 1)]), d[0])
    for layer in range(${encoderLayers}):
      i = 3 + 6 * layer
      y = torch.linear((self).norm(x, w[i]), w[i + 1])
      a = torch.scaled_dot_product_attention((self).part(y, 0), (self).part(y, 1), (self).part(y, 2), mask, 0., False)
      x = torch.add(x, (self).drop(torch.linear((self).join(a), w[i + 2]), d[1 + 2 * layer]))
      x = torch.add(x, (self).drop((self).feed((self).norm(x, w[i + 3]), w[i + 4], w[i + 5]), d[2 + 2 * layer]))
    x = (self).norm(x, w[3 + 6 * ${encoderLayers}])
    both = annotate(List[Tensor], [])
    for layer in range(${decoderLayers}):
      y = torch.linear(x, w[4 + 6 * ${encoderLayers} + 12 * layer + 5])
      _ = torch.append(both, (self).part(y, 0))
      _0 = torch.append(both, (self).part(y, 1))
    return both

  # Each of B rows after the history of the same number; `real` are the cells of [B, Tt] with a token,
  # `sources` those wanted. The states [M, width] and each layer's loads [layers, experts].
  def trunk(self: __torch__.K, ids: Tensor, ages: Tensor, mask: Tensor, inputs: Tensor, real: Tensor, sources: Tensor, w: List[Tensor], d: List[Tensor]) -> Tuple[Tensor, Tensor]:
    both = (self).memory(ids, ages, mask, w, d)
    first = 1 + 2 * ${encoderLayers}
    x = (self).drop((self).target(inputs, w), d[first])
    loads = annotate(List[Tensor], [])
    for layer in range(${decoderLayers}):
      i = 4 + 6 * ${encoderLayers} + 12 * layer
      x = torch.add(x, (self).drop((self).causal((self).norm(x, w[i]), w[i + 1], w[i + 2]), d[first + 3 * layer + 1]))
      q = torch.linear((self).norm(x, w[i + 3]), w[i + 4])
      x = torch.add(x, (self).drop(torch.linear((self).look(q, both[2 * layer], both[2 * layer + 1], mask), w[i + 6]), d[first + 3 * layer + 2]))
      flat = torch.flatten(x, 0, 1)
      y, load = (self).experts((self).norm(torch.index_select(flat, 0, real), w[i + 7]), w, i + 8)
      given = (self).drop(torch.index_add(torch.zeros_like(flat), 0, real, y), d[first + 3 * layer + 3])
      x = torch.view(torch.add(flat, given), torch.size(x))
      _ = torch.append(loads, load)
    x = torch.index_select(torch.flatten(x, 0, 1), 0, sources)
    return ((self).norm(x, w[-1]), torch.stack(loads))

  # One token of each row; `kept` of each layer keys, values. The states [R, width], then what is kept.
  def step(self: __torch__.K, ids: Tensor, places: Tensor, now: Tensor, seen: Tensor, cells: Tensor, rowCells: Tensor, mask: Tensor, both: List[Tensor], kept: List[Tensor], w: List[Tensor]) -> List[Tensor]:
    x = (self).token(ids, places, w)
    result = annotate(List[Tensor], [])
    for layer in range(${decoderLayers}):
      i = 4 + 6 * ${encoderLayers} + 12 * layer
      q, k, v = torch.chunk(torch.linear((self).norm(x, w[i]), w[i + 1]), 3, 1)
      keys = (self).remember(kept[2 * layer], k, now)
      values = (self).remember(kept[2 * layer + 1], v, now)
      x = torch.add(x, torch.linear((self).recall(q, keys, values, seen), w[i + 2]))
      q0 = torch.linear((self).norm(x, w[i + 3]), w[i + 4])
      x = torch.add(x, torch.linear((self).lookUp(q0, both[2 * layer], both[2 * layer + 1], mask, cells, rowCells), w[i + 6]))
      y, _ = (self).experts((self).norm(x, w[i + 7]), w, i + 8)
      x = torch.add(x, y)
      _0 = torch.append(result, keys)
      _1 = torch.append(result, values)
    _2 = torch.insert(result, 0, (self).norm(x, w[-1]))
    return result
