# OneRec-V2's lazy decoder; goes after onerec.py.
#
# Weights: tokens, ages, places; an item's gate and up, down; context; of each layer of the context the norm of keys and, where they
# are values of their own, that of values; of each decoder layer, from offset i: cross-attention norm,
# query, output, attention norm, q, k and v side by side, output, feed-forward norm, gate and up, down; norm.
#
# Masks of dropout: of the history's items; of the embedded inputs, and of what both attentions and the
# feed-forward part of each layer give.

  # Keys and values of each layer of the context, one after the other, [P, key-value heads, Th, size]:
  # items are multiplied once, and none sees another.
  def memory(self: __torch__.K, ids: Tensor, ages: Tensor, mask: Tensor, w: List[Tensor], d: List[Tensor]) -> List[Tensor]:
    there = torch.unsqueeze(torch.ge(torch.flatten(ids), 0), 1)
    x = torch.mul(torch.index_select(w[0], 0, torch.clamp_min(torch.flatten(ids), 0)), there)
    x = torch.view(x, [torch.size(ages, 0), torch.size(ages, 1), -1])
    x = (self).feed(x, w[3], w[4])
    x = torch.add(x, torch.unflatten(torch.index_select(w[1], 0, torch.flatten(ages)), 0, [torch.size(ages, 0), torch.size(ages, 1)]))
    x = torch.linear((self).drop(x, d[0]), w[5])
    each = ${keyValueHeads} * ${headSize}
    both = annotate(List[Tensor], [])
    for layer in range(${contextLayers}):
      i = ${contextSplit} * layer
      k = (self).split((self).norm(torch.slice(x, 2, i * each, (i + 1) * each), w[6 + i]))
      _ = torch.append(both, k)
      if torch.gt(${contextSplit}, 1):
        v = (self).split((self).norm(torch.slice(x, 2, (i + 1) * each, (i + 2) * each), w[7 + i]))
      else:
        v = k
      _0 = torch.append(both, v)
    return both

  # The keys that a layer looks at are at this place of what `memory` gave, its values behind them.
  def source(self: __torch__.K, layer: int) -> int:
    return 2 * torch.floordiv(layer * ${contextLayers}, ${layers})

  # As in encoder-decoder.py; there are no experts, and no loads.
  def trunk(self: __torch__.K, ids: Tensor, ages: Tensor, mask: Tensor, inputs: Tensor, real: Tensor, sources: Tensor, w: List[Tensor], d: List[Tensor]) -> Tuple[Tensor, Tensor]:
    both = (self).memory(ids, ages, mask, w, d)
    x = (self).drop((self).target(inputs, w), d[1])
    for layer in range(${layers}):
      i = 6 + ${contextSplit} * ${contextLayers} + 9 * layer
      j = (self).source(layer)
      q = torch.linear((self).norm(x, w[i]), w[i + 1])
      x = torch.add(x, (self).drop(torch.linear((self).look(q, both[j], both[j + 1], mask), w[i + 2]), d[2 + 3 * layer]))
      x = torch.add(x, (self).drop((self).causal((self).norm(x, w[i + 3]), w[i + 4], w[i + 5]), d[3 + 3 * layer]))
      x = torch.add(x, (self).drop((self).feed((self).norm(x, w[i + 6]), w[i + 7], w[i + 8]), d[4 + 3 * layer]))
    x = torch.index_select(torch.flatten(x, 0, 1), 0, sources)
    return ((self).norm(x, w[-1]), torch.zeros([0, 0]))

  def step(self: __torch__.K, ids: Tensor, places: Tensor, now: Tensor, seen: Tensor, cells: Tensor, rowCells: Tensor, mask: Tensor, both: List[Tensor], kept: List[Tensor], w: List[Tensor]) -> List[Tensor]:
    x = (self).token(ids, places, w)
    result = annotate(List[Tensor], [])
    for layer in range(${layers}):
      i = 6 + ${contextSplit} * ${contextLayers} + 9 * layer
      j = (self).source(layer)
      q0 = torch.linear((self).norm(x, w[i]), w[i + 1])
      x = torch.add(x, torch.linear((self).lookUp(q0, both[j], both[j + 1], mask, cells, rowCells), w[i + 2]))
      q, k, v = torch.chunk(torch.linear((self).norm(x, w[i + 3]), w[i + 4]), 3, 1)
      keys = (self).remember(kept[2 * layer], k, now)
      values = (self).remember(kept[2 * layer + 1], v, now)
      x = torch.add(x, torch.linear((self).recall(q, keys, values, seen), w[i + 5]))
      x = torch.add(x, (self).feed((self).norm(x, w[i + 6]), w[i + 7], w[i + 8]))
      _ = torch.append(result, keys)
      _0 = torch.append(result, values)
    _1 = torch.insert(result, 0, (self).norm(x, w[-1]))
    return result
