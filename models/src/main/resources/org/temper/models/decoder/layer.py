# The trunk of decoder.py with its way back written out, for processors; goes after decoder.py. What is
# saved of a layer for the way back is what products and attention gave; what is cheap to compute from
# it is computed again. Sums over many tokens go straight into the weights' gradients.
#
# Saved of a layer: x [N, width] before it; [q and k before their norms, [N, heads, head size]]; q
# [rows * key-value heads, T, groups, head size], turned and scaled, and k and v [rows * key-value heads,
# T, head size]; attention's result [N, query width]; x after attention; gate and up [N, feed-forward width].
# Of a layer that is computed again, x alone.

  # A product with w [K, D], x [N, D] to [N, K].
  def multiply(self: __torch__.K, x: Tensor, w: Tensor) -> Tensor:
    if ${bfloat16}:
      y = torch.linear(x, torch.to(w, 15))
    else:
      if torch.ge(torch.numel(w), ${packedSize}):
        y = ${product}
      else:
        y = torch.linear(x, w)
    return y

  # Its way back, g [N, K] to [N, D].
  def multiplyBackward(self: __torch__.K, g: Tensor, w: Tensor) -> Tensor:
    if ${bfloat16}:
      y = torch.matmul(g, torch.to(w, 15))
    else:
      y = (self).multiply(g, torch.t(w))
    return y

  # g [N, K] transposed times x [N, D].
  def across(self: __torch__.K, g: Tensor, x: Tensor) -> Tensor:
    if ${bfloat16}:
      y = torch.matmul(torch.t(g), x)
    else:
      # oneDNN wants its left side in order; either can be it, at the price of turning it or what comes out.
      if torch.le(torch.numel(g), torch.numel(x) + torch.size(g, 1) * torch.size(x, 1)):
        y = (self).multiply(torch.t(g), torch.t(x))
      else:
        y = torch.t((self).multiply(torch.t(x), torch.t(g)))
    return y

  # Adds what g [N, sum of K] and x [N, D] come to, to gradients [K, D], one after the other.
  def addProduct(self: __torch__.K, gradients: List[Tensor], g: Tensor, x: Tensor) -> int:
    start = 0
    if torch.__or__(${bfloat16}, torch.__and__(${turned}, torch.ge(torch.size(g, 1) * torch.size(x, 1), ${packedSize}))):
      whole = (self).across(g, x)
      for one in gradients:
        _ = torch.add_(one, torch.narrow(whole, 0, start, torch.size(one, 0)))
        start = start + torch.size(one, 0)
    else:
      for one in gradients:
        _ = torch.addmm_(one, torch.t(torch.narrow(g, 1, start, torch.size(one, 0))), x)
        start = start + torch.size(one, 0)
    return start

  # What x [.., D] is multiplied by to become as long as the root of D: [.., 1].
  def rootScale(self: __torch__.K, x: Tensor) -> Tensor:
    length = torch.linalg_vector_norm(x, 2, [-1], True)
    square = torch.div_(torch.mul_(length, length), torch.size(x, -1))
    return torch.rsqrt_(torch.add_(square, ${epsilon}))

  def normForward(self: __torch__.K, x: Tensor, gain: Tensor) -> Tensor:
    return (self).normScaled(x, (self).rootScale(x), gain)

  def normScaled(self: __torch__.K, x: Tensor, scale: Tensor, gain: Tensor) -> Tensor:
    return torch.to(torch.mul_(torch.mul(x, scale), gain), ${productType})

  # Adds the way back of `normForward` to `sum` [N, D]; x [N, D] with its scale, and g [N, D], the gradient of what it gave.
  def normBackward(self: __torch__.K, g: Tensor, x: Tensor, scale: Tensor, gain: Tensor, gainGradient: Tensor, sum: Tensor) -> Tensor:
    g = torch.to(g, 6)
    both = torch.mul(g, x)
    _ = torch.addmv_(gainGradient, torch.t(both), torch.squeeze(scale, 1))
    along = torch.unsqueeze(torch.mv(both, gain), 1)
    bend = torch.mul_(along, torch.div_(torch.pow(scale, 3), torch.neg(torch.size(x, 1))))
    return torch.addcmul_(torch.addcmul_(sum, torch.mul(g, gain), scale), x, bend)

  # cos + i sin of the angles, [N, 1, head size / 2]; times the scale of attention for queries.
  def turns(self: __torch__.K, positions: Tensor, frequencies: Tensor) -> List[Tensor]:
    angle = torch.unsqueeze(torch.mul(torch.unsqueeze(torch.to(positions, 6), 1), frequencies), 1)
    polar = torch.polar(torch.full_like(angle, ${attentionFactor}), angle)
    return [torch.mul(polar, ${scale}), polar]

  # Halves of heads [N, heads, head size] as complex numbers, turned. The two numbers of a pair come to
  # stand side by side, in queries and keys alike, which their products do not see.
  def rotateForward(self: __torch__.K, x: Tensor, polar: Tensor) -> Tensor:
    halves = torch.chunk(torch.to(x, 6), 2, -1)
    turned = torch.mul_(torch.complex(halves[0], halves[1]), polar)
    return torch.flatten(torch.view_as_real(turned), -2)

  def rotateBackward(self: __torch__.K, g: Tensor, polar: Tensor) -> Tensor:
    pairs = torch.view_as_complex(torch.unflatten(torch.to(g, 6), -1, [-1, 2]))
    halves = torch.view_as_real(torch.mul(pairs, torch.conj_physical(polar)))
    return torch.flatten(torch.transpose(halves, -1, -2), -2)

  # Tokens [N, heads, head size] as rows [rows * key-value heads, T, heads / key-value heads * head size].
  def spread(self: __torch__.K, x: Tensor, cells: Tensor) -> Tensor:
    if torch.ne(torch.numel(cells), torch.size(x, 0)):
      x = torch.index_select(x, 0, torch.reshape(cells, [-1]))
    rows = torch.size(cells, 0)
    columns = torch.size(cells, 1)
    x = torch.transpose(torch.reshape(x, [rows, columns, ${keyValueHeads}, -1]), 1, 2)
    spread = torch.empty(torch.size(x), dtype=${productType}, device=ops.prim.device(x))
    return torch.flatten(torch.copy_(spread, x), 0, 1)

  # The other way: to tokens [N, all heads' size].
  def collect(self: __torch__.K, x: Tensor, cells: Tensor, tokenCells: Tensor) -> Tensor:
    x = torch.reshape(x, [-1, ${keyValueHeads}, torch.size(cells, 1), torch.numel(x[0][0])])
    x = torch.flatten(torch.flatten(torch.transpose(x, 1, 2), 0, 1), 1)
    if torch.ne(torch.numel(cells), torch.numel(tokenCells)):
      x = torch.index_select(x, 0, tokenCells)
    return x

  # `shared` [B] of a row's first tokens are those of a row before, or none of any row where it is empty: the
  # cells [R] in which these stand again.
  def repeats(self: __torch__.K, shared: Tensor, cells: Tensor) -> Tensor:
    if torch.eq(torch.numel(shared), 0):
      repeats = shared
    else:
      columns = torch.arange(0, torch.size(cells, 1), dtype=4, device=ops.prim.device(cells))
      again = torch.lt(torch.unsqueeze(columns, 0), torch.unsqueeze(shared, 1))
      repeats = torch.squeeze(torch.nonzero(torch.reshape(again, [-1])), 1)
    return repeats

  # Of rows * key-value heads, those of rows with tokens of their own before column `end`; empty where all are.
  def owners(self: __torch__.K, shared: Tensor, end: int) -> Tensor:
    owners = shared
    if torch.gt(torch.numel(shared), 0):
      owners = torch.squeeze(torch.nonzero(torch.lt(shared, end)), 1)
      if torch.eq(torch.numel(owners), torch.numel(shared)):
        owners = torch.slice(owners, 0, 0, 0)
      else:
        heads = torch.arange(0, ${keyValueHeads}, dtype=4, device=ops.prim.device(shared))
        owners = torch.flatten(torch.add(torch.unsqueeze(torch.mul(owners, ${keyValueHeads}), 1), heads))
    return owners

  # Columns from `start` to `end` of some rows, or of all.
  def part(self: __torch__.K, x: Tensor, rows: Tensor, start: int, end: int) -> Tensor:
    x = torch.slice(x, 1, start, end)
    if torch.gt(torch.numel(rows), 0):
      x = torch.index_select(x, 0, rows)
    return x

  # Puts these columns, from `start` on, into `to`.
  def put(self: __torch__.K, to: Tensor, rows: Tensor, start: int, x: Tensor) -> Tensor:
    to = torch.slice(to, 1, start, start + torch.size(x, 1))
    if torch.gt(torch.numel(rows), 0):
      to = torch.index_copy_(to, 0, rows, x)
    else:
      to = torch.copy_(to, x)
    return to

  # What `collect` does, of a gradient: those of a token's other cells, `repeats`, add up with that of its own.
  def collectAll(self: __torch__.K, x: Tensor, cells: Tensor, tokenCells: Tensor, repeats: Tensor) -> Tensor:
    if torch.eq(torch.numel(repeats), 0):
      sum = (self).collect(x, cells, tokenCells)
    else:
      every = (self).collect(x, cells, cells)
      sum = torch.index_select(every, 0, tokenCells)
      tokens = torch.index_select(torch.reshape(cells, [-1]), 0, repeats)
      _ = torch.index_add_(sum, 0, tokens, torch.index_select(every, 0, repeats))
    return sum

  # How many queries of each row see their keys at once: as many as a processor's cache holds weights for.
  def stride(self: __torch__.K, q: Tensor) -> int:
    columns = torch.size(q, 1)
    size = torch.floordiv(${attentionSize}, torch.size(q, 0) * ${groups} * columns)
    size = torch.floordiv(size, 32) * 32
    if torch.lt(size, 32):
      size = 32
    if torch.gt(size, columns):
      size = columns
    return size

  # The first key that the query at `start` sees.
  def first(self: __torch__.K, start: int, window: int) -> int:
    first = 0
    if torch.__and__(torch.gt(window, 0), torch.ge(start, window)):
      first = start + 1 - window
    return first

  # Which of `count` tokens come after each of them, [count, 1, count].
  def later(self: __torch__.K, count: int, like: Tensor) -> Tensor:
    every = torch.ones([count, count], dtype=11, device=ops.prim.device(like))
    return torch.unsqueeze(torch.triu(every, 1), 1)

  # Attention's weights, [.., n * groups, keys], of n queries from `start` on; `later` of as many or more.
  def attentionWeights(self: __torch__.K, queries: Tensor, keys: Tensor, start: int, first: int, window: int, later: Tensor) -> Tensor:
    seen = torch.size(keys, 1)
    count = first + seen - start
    logits = torch.bmm(queries, torch.transpose(keys, 1, 2))
    each = torch.unflatten(logits, 1, [count, ${groups}])
    last = torch.narrow(each, 3, seen - count, count)
    _ = torch.masked_fill_(last, torch.slice(torch.slice(later, 0, 0, count), 2, 0, count), -inf)
    if torch.__and__(torch.gt(window, 0), torch.gt(first + seen, window)):
      own = torch.arange(start, start + count, dtype=4, device=ops.prim.device(keys))
      every = torch.arange(first, first + seen, dtype=4, device=ops.prim.device(keys))
      far = torch.le(torch.unsqueeze(every, 0), torch.unsqueeze(torch.sub(own, window), 1))
      _1 = torch.masked_fill_(each, torch.unsqueeze(far, 1), -inf)
    return torch.softmax(logits, -1)

  # Causal attention of q [.., T, groups, head size] over k and v [.., T, head size], in q's shape; not
  # of queries that are `shared` with a row before.
  def attentionForward(self: __torch__.K, q: Tensor, k: Tensor, v: Tensor, window: int, shared: Tensor) -> Tensor:
    seen = torch.empty_like(q)
    stride = (self).stride(q)
    later = (self).later(stride, q)
    start = 0
    while torch.lt(start, torch.size(q, 1)):
      end = ops.prim.min(start + stride, torch.size(q, 1))
      first = (self).first(start, window)
      rows = (self).owners(shared, end)
      queries = torch.flatten((self).part(q, rows, start, end), 1, 2)
      weights = (self).attentionWeights(queries, (self).part(k, rows, first, end), start, first, window, later)
      values = torch.bmm(weights, (self).part(v, rows, first, end))
      _ = (self).put(seen, rows, start, torch.unflatten(values, 1, [-1, ${groups}]))
      start = end
    return seen

  # Adds a product of batches to some rows of `sum`, or all, which may have more digits than they.
  def increase(self: __torch__.K, sum: Tensor, rows: Tensor, a: Tensor, b: Tensor) -> Tensor:
    if torch.gt(torch.numel(rows), 0):
      sum = torch.index_add_(sum, 0, rows, torch.to(torch.bmm(a, b), 6))
    elif ${bfloat16}:
      sum = torch.add_(sum, torch.bmm(a, b))
    else:
      sum = torch.baddbmm_(sum, a, b)
    return sum

  # The gradients of q, k and v from that of what `attentionForward` gave.
  def attentionBackward(self: __torch__.K, g: Tensor, q: Tensor, k: Tensor, v: Tensor, window: int, shared: Tensor) -> List[Tensor]:
    qGradient = torch.empty_like(q)
    if torch.gt(torch.numel(shared), 0):
      qGradient = torch.zero_(qGradient)
    kGradient = torch.zeros_like(k, dtype=6)
    vGradient = torch.zeros_like(v, dtype=6)
    stride = (self).stride(q)
    later = (self).later(stride, q)
    start = 0
    while torch.lt(start, torch.size(q, 1)):
      end = ops.prim.min(start + stride, torch.size(q, 1))
      first = (self).first(start, window)
      rows = (self).owners(shared, end)
      keys = (self).part(k, rows, first, end)
      if ${bfloat16}:
        # oneDNN would copy them for either product.
        keys = torch.contiguous(keys)
      queries = torch.flatten((self).part(q, rows, start, end), 1, 2)
      values = torch.flatten((self).part(g, rows, start, end), 1, 2)
      weights = (self).attentionWeights(queries, keys, start, first, window, later)
      _ = (self).increase(torch.slice(vGradient, 1, first, end), rows, torch.transpose(weights, 1, 2), values)
      slope = torch.bmm(values, torch.transpose((self).part(v, rows, first, end), 1, 2))
      slope = torch._softmax_backward_data(slope, weights, -1, ${productType})
      turned = torch.unflatten(torch.bmm(slope, keys), 1, [-1, ${groups}])
      _1 = (self).put(qGradient, rows, start, turned)
      _2 = (self).increase(torch.slice(kGradient, 1, first, end), rows, torch.transpose(slope, 1, 2), queries)
      start = end
    return [qGradient, kGradient, vGradient]

  # x after a layer, then what is saved of it. Its masks are at m.
  def layerForward(self: __torch__.K, x: Tensor, w: List[Tensor], i: int, polar: List[Tensor], cells: Tensor, tokenCells: Tensor, window: int, masks: List[Tensor], m: int, shared: Tensor) -> List[Tensor]:
    saved = annotate(List[Tensor], [x])
    h = (self).normForward(x, w[i])
    qkv = (self).multiply(h, torch.cat([w[i + 1], w[i + 2], w[i + 3]], 0))
    if ${bias}:
      qkv = torch.add_(qkv, torch.cat([w[i + 4], w[i + 5], w[i + 6]], 0))
    q, k, v = torch.split_with_sizes(torch.unflatten(qkv, 1, [-1, ${headSize}]), [${heads}, ${keyValueHeads}, ${keyValueHeads}], 1)
    if ${queryKeyNorm}:
      _ = torch.append(saved, torch.contiguous(torch.to(torch.narrow(torch.unflatten(qkv, 1, [-1, ${headSize}]), 1, 0, ${heads} + ${keyValueHeads}), 6)))
      q = (self).normForward(torch.narrow(saved[1], 1, 0, ${heads}), w[i + ${output} - 2])
      k = (self).normForward(torch.narrow(saved[1], 1, ${heads}, ${keyValueHeads}), w[i + ${output} - 1])
    q = torch.unflatten((self).spread((self).rotateForward(q, polar[0]), cells), 2, [${groups}, ${headSize}])
    k = (self).spread((self).rotateForward(k, polar[1]), cells)
    v = (self).spread(v, cells)
    a = (self).collect((self).attentionForward(q, k, v, window, shared), cells, tokenCells)
    x = torch.add(x, (self).drop((self).multiply(a, w[i + ${output}]), masks[m]))
    h = (self).normForward(x, w[i + ${output} + 1])
    gate = (self).multiply(h, w[i + ${output} + 2])
    up = (self).multiply(h, w[i + ${output} + 3])
    y = torch.add(x, (self).drop((self).multiply(torch.mul_(torch.silu(gate), up), w[i + ${output} + 4]), masks[m + 1]))
    _ = torch.extend(saved, [q, k, v, a, x, gate, up])
    return torch.add([y], saved)

  # The gradient of x before a layer; `g`, of x after it, is overwritten. The weights' are `d`.
  def layerBackward(self: __torch__.K, g: Tensor, saved: List[Tensor], s: int, w: List[Tensor], d: List[Tensor], i: int, polar: List[Tensor], cells: Tensor, tokenCells: Tensor, window: int, masks: List[Tensor], m: int, shared: Tensor, repeats: Tensor) -> Tensor:
    o = i + ${output}
    q, k, v, a = (saved[s + ${savedHeads}], saved[s + ${savedHeads} + 1], saved[s + ${savedHeads} + 2], saved[s + ${savedHeads} + 3])
    x = saved[s + ${savedHeads} + 4]
    gate, up = (saved[s + ${savedHeads} + 5], saved[s + ${savedHeads} + 6])
    # Feed-forward.
    short = torch.to((self).drop(g, masks[m + 1]), ${productType})
    slope = (self).multiplyBackward(short, w[o + 4])
    open = torch.silu(gate)
    _ = (self).addProduct([d[o + 4]], short, torch.mul(open, up))
    upGradient = torch.mul_(open, slope)
    gateGradient = torch.silu_backward(torch.mul_(slope, up), gate, grad_input=slope)
    scale = (self).rootScale(x)
    h = (self).normScaled(x, scale, w[o + 1])
    _1 = (self).addProduct([d[o + 2]], gateGradient, h)
    _2 = (self).addProduct([d[o + 3]], upGradient, h)
    slope = torch.to((self).multiplyBackward(gateGradient, w[o + 2]), 6)
    slope = torch.add_(slope, (self).multiplyBackward(upGradient, w[o + 3]))
    g = (self).normBackward(slope, x, scale, w[o + 1], d[o + 1], g)
    # Attention.
    short = torch.to((self).drop(g, masks[m]), ${productType})
    _3 = (self).addProduct([d[o]], short, a)
    slope = (self).multiplyBackward(short, w[o])
    if torch.ne(torch.numel(cells), torch.numel(tokenCells)):
      placed = torch.zeros([torch.numel(cells), ${queryWidth}], dtype=${productType}, device=ops.prim.device(g))
      slope = torch.index_copy_(placed, 0, tokenCells, slope)
    rows = torch.transpose(torch.reshape(slope, [torch.size(cells, 0), -1, ${keyValueHeads}, ${groups} * ${headSize}]), 1, 2)
    rows = torch.reshape(rows, torch.size(q))
    parts = (self).attentionBackward(rows, q, k, v, window, shared)
    heads = annotate(List[Tensor], [])
    for part in parts:
      _4 = torch.append(heads, torch.unflatten((self).collectAll(part, cells, tokenCells, repeats), 1, [-1, ${headSize}]))
    qGradient = (self).rotateBackward(heads[0], polar[0])
    kGradient = (self).rotateBackward(heads[1], polar[1])
    x = saved[s]
    if ${queryKeyNorm}:
      raw = saved[s + 1]
      qGradient = (self).headNormBackward(qGradient, torch.narrow(raw, 1, 0, ${heads}), w[o - 2], d[o - 2])
      kGradient = (self).headNormBackward(kGradient, torch.narrow(raw, 1, ${heads}, ${keyValueHeads}), w[o - 1], d[o - 1])
    every = torch.flatten(torch.cat([qGradient, kGradient, torch.to(heads[2], 6)], 1), 1)
    if ${bias}:
      sums = torch.split_with_sizes(torch.sum(every, [0]), [${queryWidth}, ${keyValueHeads} * ${headSize}, ${keyValueHeads} * ${headSize}])
      for b in range(3):
        _5 = torch.add_(d[i + 4 + b], sums[b])
    every = torch.to(every, ${productType})
    scale = (self).rootScale(x)
    h = (self).normScaled(x, scale, w[i])
    _6 = (self).addProduct([d[i + 1], d[i + 2], d[i + 3]], every, h)
    slope = (self).multiplyBackward(every, torch.cat([w[i + 1], w[i + 2], w[i + 3]], 0))
    return (self).normBackward(slope, x, scale, w[i], d[i], g)

  def headNormBackward(self: __torch__.K, g: Tensor, x: Tensor, gain: Tensor, gainGradient: Tensor) -> Tensor:
    flat = torch.reshape(x, [-1, ${headSize}])
    sum = (self).normBackward(torch.reshape(g, [-1, ${headSize}]), flat, (self).rootScale(flat), gain, gainGradient, torch.zeros_like(flat))
    return torch.view(sum, torch.size(g))

  # x after the last layer.
  def trunkAlone(self: __torch__.K, x: Tensor, w: List[Tensor], positions: Tensor, frequencies: Tensor, cells: Tensor, tokenCells: Tensor, masks: List[Tensor], shared: Tensor) -> Tensor:
    polar = (self).turns(positions, frequencies)
    for layer in range(torch.floordiv(len(w), ${output} + 5)):
      i = layer * (${output} + 5)
      x = (self).layerForward(x, w, i, polar, cells, tokenCells, (self).window(layer), masks, 1 + 2 * layer, shared)[0]
    return x

  # x after the last layer, then what is saved of each layer: of the first layers x alone, of the last
  # `whole` [as many] all.
  def trunkForward(self: __torch__.K, x: Tensor, w: List[Tensor], positions: Tensor, frequencies: Tensor, cells: Tensor, tokenCells: Tensor, masks: List[Tensor], whole: Tensor, shared: Tensor) -> List[Tensor]:
    polar = (self).turns(positions, frequencies)
    layers = torch.floordiv(len(w), ${output} + 5)
    saved = annotate(List[Tensor], [])
    for layer in range(layers):
      outcome = (self).layerForward(x, w, layer * (${output} + 5), polar, cells, tokenCells, (self).window(layer), masks, 1 + 2 * layer, shared)
      if torch.ge(layer + torch.numel(whole), layers):
        _ = torch.extend(saved, torch.slice(outcome, 1))
      else:
        _ = torch.append(saved, x)
      x = outcome[0]
    return torch.add([x], saved)

  # The gradient of x before the first layer from that after the last, which is overwritten; the
  # weights' are added to `d`.
  def trunkBackward(self: __torch__.K, g: Tensor, saved: List[Tensor], w: List[Tensor], d: List[Tensor], positions: Tensor, frequencies: Tensor, cells: Tensor, tokenCells: Tensor, masks: List[Tensor], whole: Tensor, shared: Tensor) -> Tensor:
    polar = (self).turns(positions, frequencies)
    repeats = (self).repeats(shared, cells)
    layers = torch.floordiv(len(w), ${output} + 5)
    s = len(saved)
    for back in range(layers):
      layer = layers - 1 - back
      i = layer * (${output} + 5)
      window = (self).window(layer)
      if torch.lt(back, torch.numel(whole)):
        s = s - ${savedHeads} - 7
        g = (self).layerBackward(g, saved, s, w, d, i, polar, cells, tokenCells, window, masks, 1 + 2 * layer, shared, repeats)
      else:
        s = s - 1
        again = (self).layerForward(saved[s], w, i, polar, cells, tokenCells, window, masks, 1 + 2 * layer, shared)
        g = (self).layerBackward(g, again, 1, w, d, i, polar, cells, tokenCells, window, masks, 1 + 2 * layer, shared, repeats)
    return g
