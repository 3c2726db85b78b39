# Decoding with cached keys and values; goes after decoder.py.
#
# With few tokens a pass costs what its calls cost and what it reads, so `weights` are those of
# decoder.py made ready: a layer's are, from offset i, qkv, [qkv bias], [q norm, k norm], o, gate and
# up, down; then the final norm and the head. q, k, v and gate, up are each one matrix, with the gain
# of the norm before them and the square root of the width multiplied in (see `unit`). `single` says
# that there is one row, and matrices are transposed; otherwise they are in the format of their
# products. `caches` are keys and values of each layer, [rows, key-value heads, capacity, head size].
  weights : List[Tensor]
  caches : List[Tensor]
  single : bool

  def pack(self: __torch__.K, w: Tensor) -> Tensor:
    if ${bfloat16}:
      w = torch.to(w, 15)
    if self.single:
      w = torch.contiguous(torch.t(w))
    else:
      if torch.ge(torch.numel(w), ${packedSize}):
        w = ${pack}
    return w

  # Matrices as one, that take what `unit` gives.
  def join(self: __torch__.K, parts: List[Tensor], gain: Tensor) -> Tensor:
    w = torch.mul_(torch.cat(parts, 0), torch.mul(gain, ${rootWidth}))
    return (self).pack(w)

  # `columns` are the numbers of x's columns where there is one new token in all, empty otherwise.
  def product(self: __torch__.K, x: Tensor, w: Tensor, columns: Tensor, start: Tensor) -> Tensor:
    if ${bfloat16}:
      x = torch.to(x, 15)
    if self.single:
      if torch.__and__(torch.gt(torch.numel(columns), 0), torch.le(torch.numel(w), ${bagSize})):
        # As a weighted sum of w's rows: what an embedding bag computes, at twice the speed.
        y, _, _1, _2 = torch.embedding_bag(w, columns, start, False, 0, False, torch.select(x, 0, 0), False)
      else:
        y = torch.mm(x, w)
    else:
      if ops.prim.is_mkldnn(w):
        y = ${product}
      else:
        y = torch.linear(x, w)
    if ${bfloat16}:
      y = torch.to(y, 6)
    return y

  # Takes the weights of all layers as they are trained, the final norm, and the head unless it is
  # the embedding; empty caches of sizes [rows, capacity].
  def open(self: __torch__.K, w: List[Tensor], table: Tensor, sizes: Tensor) -> List[Tensor]:
    rows = int(sizes[0])
    self.single = torch.__and__(torch.eq(rows, 1), ${transposed})
    self.weights = annotate(List[Tensor], [])
    self.caches = annotate(List[Tensor], [])
    weights = self.weights
    caches = self.caches
    layers = torch.floordiv(len(w), ${output} + 5)
    for layer in range(layers):
      i = layer * (${output} + 5)
      _ = torch.append(weights, (self).join([w[i + 1], w[i + 2], w[i + 3]], w[i]))
      if ${bias}:
        _ = torch.append(weights, torch.cat([w[i + 4], w[i + 5], w[i + 6]], 0))
      if ${queryKeyNorm}:
        _ = torch.append(weights, w[i + ${output} - 2])
        _ = torch.append(weights, w[i + ${output} - 1])
      _ = torch.append(weights, (self).pack(w[i + ${output}]))
      _ = torch.append(weights, (self).join([w[i + ${output} + 2], w[i + ${output} + 3]], w[i + ${output} + 1]))
      _ = torch.append(weights, (self).pack(w[i + ${output} + 4]))
      for both in range(2):
        _ = torch.append(caches, torch.zeros([rows, ${keyValueHeads}, int(sizes[1]), ${headSize}], dtype=${cacheType}, device=ops.prim.device(table)))
    rest = layers * (${output} + 5)
    _ = torch.append(weights, w[rest])
    if torch.gt(len(w), rest + 1):
      _ = torch.append(weights, (self).pack(w[rest + 1]))
    else:
      _ = torch.append(weights, (self).pack(table))
    return annotate(List[Tensor], [])

  # Lets go of all memory.
  def release(self: __torch__.K, any: Tensor) -> List[Tensor]:
    self.weights = annotate(List[Tensor], [])
    self.caches = annotate(List[Tensor], [])
    return annotate(List[Tensor], [])

  # Keeps some rows of the caches and of logits.
  def compact(self: __torch__.K, logits: Tensor, index: Tensor) -> Tensor:
    kept = annotate(List[Tensor], [])
    for cache in self.caches:
      _ = torch.append(kept, torch.index_select(cache, 0, index))
    self.caches = kept
    return torch.index_select(logits, 0, index)

  # Makes room for more positions; `spare` [capacity to add] says how many.
  def grow(self: __torch__.K, spare: Tensor) -> List[Tensor]:
    grown = annotate(List[Tensor], [])
    for cache in self.caches:
      _ = torch.append(grown, torch.constant_pad_nd(cache, [0, 0, 0, torch.numel(spare)]))
    self.caches = grown
    return annotate(List[Tensor], [])

  # Logits with some rows replaced.
  def merge(self: __torch__.K, logits: Tensor, index: Tensor, newest: Tensor) -> Tensor:
    return torch.index_copy(logits, 0, index, newest)

  # x over its length: what a norm makes of it, but for the gain and the square root of the width.
  def unit(self: __torch__.K, x: Tensor, least: Tensor) -> Tensor:
    return torch.div(x, torch.hypot(torch.linalg_vector_norm(x, 2, [-1], True), least))

  # The length that stands for the norms' epsilon.
  def least(self: __torch__.K, x: Tensor) -> Tensor:
    return torch.full([], ${leastLength}, dtype=6, device=ops.prim.device(x))

  # Heads [N, query, key and value heads, head size] of one layer.
  def project(self: __torch__.K, x: Tensor, i: int, least: Tensor, columns: List[Tensor]) -> Tensor:
    w = self.weights
    qkv = (self).product((self).unit(x, least), w[i], columns[0], columns[3])
    if ${bias}:
      qkv = torch.add(qkv, w[i + 1])
    qkv = torch.view(qkv, [-1, ${heads} + 2 * ${keyValueHeads}, ${headSize}])
    if ${queryKeyNorm}:
      q = (self).norm(torch.narrow(qkv, 1, 0, ${heads}), w[i + ${sessionOutput} - 2])
      k = (self).norm(torch.narrow(qkv, 1, ${heads}, ${keyValueHeads}), w[i + ${sessionOutput} - 1])
      v = torch.narrow(qkv, 1, ${heads} + ${keyValueHeads}, ${keyValueHeads})
      qkv = torch.cat([q, k, v], 1)
    return qkv

  # One layer from its attention's result on.
  def proceed(self: __torch__.K, x: Tensor, a: Tensor, i: int, least: Tensor, columns: List[Tensor]) -> Tensor:
    w = self.weights
    x = torch.add(x, (self).product(a, w[i + ${sessionOutput}], columns[1], columns[3]))
    both = (self).product((self).unit(x, least), w[i + ${sessionOutput} + 1], columns[0], columns[3])
    gate, up = torch.chunk(both, 2, -1)
    return torch.add(x, (self).product(torch.mul(torch.silu(gate), up), w[i + ${sessionOutput} + 2], columns[2], columns[3]))

  def predict(self: __torch__.K, x: Tensor, columns: List[Tensor]) -> Tensor:
    w = self.weights
    return (self).product((self).norm(x, w[len(w) - 2]), w[len(w) - 1], columns[0], columns[3])

  # What `product` wants for one token alone, for x of width, query width and feed-forward width, and
  # where its sum starts.
  def columns(self: __torch__.K, x: Tensor, tokens: int) -> List[Tensor]:
    result = annotate(List[Tensor], [])
    for size in [${width}, ${queryWidth}, ${feedForwardWidth}, 1]:
      if torch.gt(tokens, 1):
        size = 0
      _ = torch.append(result, torch.arange(size, dtype=4, device=ops.prim.device(x)))
    return result

  # One new token in every row: `tokens` [2, rows] are their ids and positions.
  def step(self: __torch__.K, tokens: Tensor, table: Tensor, frequencies: Tensor) -> Tensor:
    positions = tokens[1]
    x = torch.embedding(table, tokens[0])
    least = (self).least(x)
    cos, sin = (self).angles(positions, frequencies)
    # Rotation as one product with a matrix for each row.
    identity = torch.unsqueeze(torch.eye(${headSize}, device=ops.prim.device(x)), 0)
    rotation = (self).rotate(identity, cos, sin)
    rows = torch.size(x, 0)
    columns = (self).columns(x, rows)
    most = int(torch.max(positions))
    even = torch.eq(int(torch.min(positions)), most)
    count = torch.add(most, 1)
    slots = torch.arange(count, dtype=4, device=ops.prim.device(x))
    unseen = torch.gt(torch.unsqueeze(slots, 0), torch.unsqueeze(positions, 1))
    mask = torch.masked_fill(torch.zeros([rows, count], device=ops.prim.device(x)), unseen, -1e30)
    mask = torch.unsqueeze(torch.repeat_interleave(mask, ${keyValueHeads}, 0), 1)
    row = torch.unsqueeze(torch.arange(rows, dtype=4, device=ops.prim.device(x)), 1)
    head = torch.arange(${keyValueHeads}, dtype=4, device=ops.prim.device(x))
    column = torch.unsqueeze(positions, 1)
    caches = self.caches
    for layer in range(torch.floordiv(len(caches), 2)):
      i = layer * ${sessionSize}
      qk, v = torch.split_with_sizes((self).project(x, i, least, columns), [${heads} + ${keyValueHeads}, ${keyValueHeads}], 1)
      q, k = torch.split_with_sizes(torch.bmm(qk, rotation), [${heads}, ${keyValueHeads}], 1)
      keys = caches[2 * layer]
      values = caches[2 * layer + 1]
      if even:
        _ = torch.copy_(torch.select(keys, 2, most), k)
        _ = torch.copy_(torch.select(values, 2, most), v)
      else:
        _ = torch.index_put_(keys, [row, head, column], torch.to(k, keys))
        _ = torch.index_put_(values, [row, head, column], torch.to(v, values))
      # Without the fused attention, which costs more than it saves where queries are few.
      q = torch.reshape(q, [-1, ${groups}, ${headSize}])
      k = torch.flatten(torch.narrow(keys, 2, 0, count), 0, 1)
      v = torch.flatten(torch.narrow(values, 2, 0, count), 0, 1)
      if ${bfloat16}:
        q = torch.to(q, 15)
        p = torch.to(torch.bmm(q, torch.transpose(k, 1, 2)), 6)
        p = torch.softmax(torch.add(torch.mul(p, ${scale}), mask), -1)
        a = torch.to(torch.bmm(torch.to(p, 15), v), 6)
      else:
        p = torch.softmax(torch.baddbmm(mask, q, torch.transpose(k, 1, 2), beta=1, alpha=${scale}), -1)
        a = torch.bmm(p, v)
      x = (self).proceed(x, torch.view(a, [rows, ${queryWidth}]), i, least, columns)
    return (self).predict(x, columns)

  # Any number of new tokens in each row, flat, with their row and position. Rows of `cells` are
  # cache rows. `bounds` [B, T] is the last cached key that each query sees, `length` how many
  # cached keys there are; a negative length means that nothing is cached yet.
  def extend(self: __torch__.K, ids: Tensor, table: Tensor, rows: Tensor, positions: Tensor, frequencies: Tensor, cells: Tensor, places: Tensor, last: Tensor, bounds: Tensor, length: Tensor) -> Tensor:
    x = torch.embedding(table, ids)
    least = (self).least(x)
    cos, sin = (self).angles(positions, frequencies)
    count = int(length)
    keep = bounds
    if torch.ge(count, 0):
      slots = torch.arange(count, dtype=4, device=ops.prim.device(x))
      keep = torch.unsqueeze(torch.le(slots, torch.unsqueeze(bounds, 2)), 1)
    row = torch.unsqueeze(rows, 1)
    head = torch.arange(${keyValueHeads}, dtype=4, device=ops.prim.device(x))
    column = torch.unsqueeze(positions, 1)
    columns = (self).columns(x, 2)
    caches = self.caches
    for layer in range(torch.floordiv(len(caches), 2)):
      i = layer * ${sessionSize}
      qk, v = torch.split_with_sizes((self).project(x, i, least, columns), [${heads} + ${keyValueHeads}, ${keyValueHeads}], 1)
      q, k = torch.split_with_sizes((self).rotate(qk, cos, sin), [${heads}, ${keyValueHeads}], 1)
      keys = caches[2 * layer]
      values = caches[2 * layer + 1]
      _ = torch.index_put_(keys, [row, head, column], torch.to(k, keys))
      _ = torch.index_put_(values, [row, head, column], torch.to(v, values))
      if torch.lt(count, 0):
        a = (self).attend(torch.contiguous(q), torch.contiguous(k), torch.contiguous(v), cells, places)
      else:
        a = (self).recall(q, torch.narrow(keys, 2, 0, count), torch.narrow(values, 2, 0, count), cells, places, keep)
      x = (self).proceed(x, a, i, least, columns)
    return (self).predict(torch.index_select(x, 0, last), columns)

  # Attention of new queries over the cache. The query heads that share a key head lie beside the
  # queries of one row as if they were more queries, so that no key is copied.
  def recall(self: __torch__.K, q: Tensor, keys: Tensor, values: Tensor, cells: Tensor, places: Tensor, keep: Tensor) -> Tensor:
    rows = torch.size(cells, 0)
    columns = torch.size(cells, 1)
    if torch.ne(torch.numel(cells), torch.size(q, 0)):
      q = torch.index_select(q, 0, torch.reshape(cells, [-1]))
    q = torch.reshape(q, [rows, columns, ${keyValueHeads}, ${groups}, ${headSize}])
    q = torch.reshape(torch.permute(q, [0, 2, 1, 3, 4]), [rows, ${keyValueHeads}, -1, ${headSize}])
    mask = torch.repeat_interleave(keep, ${groups}, 2)
    a = torch.scaled_dot_product_attention(torch.to(q, keys), keys, values, mask)
    a = torch.reshape(a, [rows, ${keyValueHeads}, columns, ${groups}, ${headSize}])
    a = torch.to(torch.reshape(torch.permute(a, [0, 2, 1, 3, 4]), [-1, ${queryWidth}]), 6)
    if torch.ne(torch.numel(cells), torch.numel(places)):
      a = torch.index_select(a, 0, places)
    return a
