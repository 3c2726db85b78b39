# Decoding with cached keys and values; goes after decoder.py.
#
# With few tokens a pass costs what its calls cost and what it reads, so `weights` are those of
# decoder.py made ready: a layer's are, from offset i, qkv, [qkv bias], [q norm, k norm], o, gate and
# up, down; then the final norm and the head. q, k, v and gate, up are each one matrix, with the gain
# of the norm before them and the square root of the width multiplied in (see `unit`); the final norm
# has that root in it. Of q and k the two numbers that rotation turns lie beside one another, as a complex
# number has them, and q has the scale of attention in it. `single` says that there is one row, and
# matrices are in blocks (see `blocks`); otherwise they are in the format of their products. `stores` are
# keys and values of each layer, [2, rows, key-value heads, capacity, head size], of all tokens: those that
# a window hides are only not looked at; `caches` are the two of each layer, [rows * key-value heads,
# capacity, head size]. `sums` are two for each kind of matrix (qkv, o, gate and up, down, head) where
# there is one row, see `terms`; empty otherwise. `turns` are the turn of each position of the caches,
# complex [capacity, 1, head size / 2], and the frequencies. `ends` are the
# embedding, the length that stands for the norms' epsilon, and a mask that hides nothing. What is made
# ready here is not made for each token: after a pass over all weights no code is in the
# processor's caches, and a small operation that takes 2 microseconds elsewhere takes 10. `marks` tell
# whether the weights that are ready still are those of the policy, for the session that comes next.
  weights : List[Tensor]
  stores : List[Tensor]
  caches : List[Tensor]
  sums : List[Tensor]
  turns : List[Tensor]
  ends : List[Tensor]
  marks : List[Tensor]
  single : bool

  # w [N, K] as blocks of outputs, [blocks * K, block size]: a product with one token then reads
  # memory from end to end, at the speed of memory. Zeros fill the last block. A small w is one block.
  def blocks(self: __torch__.K, w: Tensor) -> Tensor:
    size = torch.size(w, 0)
    if torch.gt(torch.numel(w), ${wholeSize}):
      size = (self).blockSize(size)
      missing = torch.remainder(torch.neg(torch.size(w, 0)), size)
      if torch.ne(missing, 0):
        w = torch.constant_pad_nd(w, [0, 0, 0, missing])
    turned = torch.transpose(torch.view(w, [-1, size, torch.size(w, 1)]), 1, 2)
    return torch.view(torch.contiguous(turned), [-1, size])

  # The first of the sizes that divides the number of outputs, or else the last.
  def blockSize(self: __torch__.K, outputs: int) -> int:
    chosen = 0
    sizes = annotate(List[int], ${blockSizes})
    for size in sizes:
      if torch.eq(chosen, 0):
        if torch.eq(torch.remainder(outputs, size), 0):
          chosen = size
    if torch.eq(chosen, 0):
      chosen = sizes[-1]
    return chosen

  # Blocks of w [N, K] in 8 bits, a scale and an offset for each row of a block.
  def rounded(self: __torch__.K, w: Tensor) -> Tensor:
    return ops.quantized.embedding_bag_byte_prepack((self).blocks(w))

  # The other way: what w [N, K] is when it is rounded.
  def restored(self: __torch__.K, bytes: Tensor, like: Tensor) -> Tensor:
    w = torch.unflatten(ops.quantized.embedding_bag_byte_unpack(bytes), 0, [-1, torch.size(like, 1)])
    w = torch.reshape(torch.transpose(w, 1, 2), [-1, torch.size(like, 1)])
    return torch.contiguous(torch.narrow(w, 0, 0, torch.size(like, 0)))

  def pack(self: __torch__.K, w: Tensor, rows: int) -> Tensor:
    if ${bfloat16}:
      w = torch.to(w, 15)
    if self.single:
      if ${int8}:
        w = (self).rounded(w)
      else:
        w = (self).blocks(w)
    else:
      if ${int8}:
        w = (self).restored((self).rounded(w), w)
      if torch.ge(torch.numel(w), ${packedSize}):
        w = ${pack}
    return w

  # Matrices as one, that take what `unit` gives.
  def join(self: __torch__.K, parts: List[Tensor], gain: Tensor, rows: int) -> Tensor:
    w = torch.mul_(torch.cat(parts, 0), torch.mul(gain, ${rootWidth}))
    return (self).pack(w, rows)

  # Outputs [heads * head size, ...] with each two that rotation turns beside one another.
  def pair(self: __torch__.K, w: Tensor) -> Tensor:
    halves = torch.unflatten(w, 0, [-1, 2, torch.floordiv(${headSize}, 2)])
    return torch.flatten(torch.transpose(halves, 1, 2), 0, 2)

  # How often a product with a matrix of the kind wants its one token; -1, which leaves tokens as they
  # are, where `sums` are empty.
  def copies(self: __torch__.K, kind: int, sums: List[Tensor]) -> int:
    count = -1
    if torch.gt(len(sums), 0):
      count = torch.numel(sums[2 * kind + 1])
    return count

  # x [M, K] times a matrix of the kind, 0 to 4, that has `size` outputs; or, where `sums` are the
  # session's and not empty, one token times the matrix, x being `copies` of the token. Weights that are
  # rounded for one row lie there in 8 bits; for more rows they are restored, to the same numbers.
  def product(self: __torch__.K, x: Tensor, w: Tensor, kind: int, size: int, sums: List[Tensor]) -> Tensor:
    if ${bfloat16}:
      x = torch.to(x, 15)
    if self.single:
      if torch.gt(len(sums), 0):
        # A block's outputs are a weighted sum of its rows, which is what an embedding bag computes.
        terms = torch.reshape(x, [-1])
        if ${int8}:
          y = ops.quantized.embedding_bag_byte_rowwise_offsets(w, sums[2 * kind], sums[2 * kind + 1], False, 0, False, terms, None, False)
        else:
          y, _, _1, _2 = torch._embedding_bag_forward_only(w, sums[2 * kind], sums[2 * kind + 1], False, 0, False, terms)
        y = torch.view(y, [1, -1])
      else:
        if ${int8}:
          w = ops.quantized.embedding_bag_byte_unpack(w)
        y = torch.matmul(x, torch.unflatten(w, 0, [-1, torch.size(x, 1)]))
        y = torch.reshape(torch.transpose(y, 0, 1), [torch.size(x, 0), -1])
      if torch.ne(torch.size(y, 1), size):
        y = torch.narrow(y, 1, 0, size)
    else:
      if ops.prim.is_mkldnn(w):
        y = ${product}
      else:
        y = torch.linear(x, w)
    if ${bfloat16}:
      y = torch.to(y, 6)
    return y

  # Where the sums of `product` over a matrix [blocks * K, block size] find their rows, and where each
  # starts.
  def terms(self: __torch__.K, w: Tensor, size: int) -> List[Tensor]:
    rows = torch.size(w, 0)
    device = ops.prim.device(w)
    return [torch.arange(rows, dtype=3, device=device), torch.arange(0, rows, size, dtype=3, device=device)]

  # What is another once an array is: the sums of its rows, and how often libtorch has written to it, which
  # neither the fused optimizer nor foreign writers count. Reading weights takes a twentieth of the time
  # of making them ready.
  def mark(self: __torch__.K, w: Tensor) -> Tensor:
    sums = torch.reshape(torch.sum(torch.detach(w), [-1]), [-1])
    return torch.cat([sums, torch.full([1], torch._version(w), dtype=6, device=ops.prim.device(w))], 0)

  # Takes the weights of all layers as they are trained, the final norm, and the head unless it is
  # the embedding, and makes them ready for sizes [rows, ...], unless they are.
  def prepare(self: __torch__.K, w: List[Tensor], table: Tensor, sizes: Tensor) -> List[Tensor]:
    single = torch.__and__(torch.eq(int(sizes[0]), 1), ${blocked})
    marks = annotate(List[Tensor], [(self).mark(table)])
    for array in w:
      _ = torch.append(marks, (self).mark(array))
    now = torch.cat(marks, 0)
    same = False
    if torch.eq(len(self.marks), 1):
      same = torch.__and__(torch.eq(self.single, single), torch.equal(self.marks[0], now))
    if torch.__not__(same):
      _ = (self).forget(table)
      self.single = single
      _ = (self).ready(w, table, int(sizes[0]))
      self.marks = [now]
    return annotate(List[Tensor], [])

  def ready(self: __torch__.K, w: List[Tensor], table: Tensor, rows: int) -> List[Tensor]:
    weights = self.weights
    layers = torch.floordiv(len(w), ${output} + 5)
    for layer in range(layers):
      i = layer * (${output} + 5)
      q = (self).pair(w[i + 1])
      # Where q has a norm of its own, its gain has the scale.
      if torch.__not__(${queryKeyNorm}):
        q = torch.mul(q, ${scale})
      _ = torch.append(weights, (self).join([q, (self).pair(w[i + 2]), w[i + 3]], w[i], rows))
      if ${bias}:
        qBias = (self).pair(w[i + 4])
        if torch.__not__(${queryKeyNorm}):
          qBias = torch.mul(qBias, ${scale})
        _ = torch.append(weights, torch.cat([qBias, (self).pair(w[i + 5]), w[i + 6]], 0))
      if ${queryKeyNorm}:
        _ = torch.append(weights, torch.mul((self).pair(w[i + ${output} - 2]), ${scale}))
        _ = torch.append(weights, (self).pair(w[i + ${output} - 1]))
      _ = torch.append(weights, (self).pack(w[i + ${output}], rows))
      _ = torch.append(weights, (self).join([w[i + ${output} + 2], w[i + ${output} + 3]], w[i + ${output} + 1], rows))
      _ = torch.append(weights, (self).pack(w[i + ${output} + 4], rows))
    rest = layers * (${output} + 5)
    _ = torch.append(weights, torch.mul(w[rest], ${rootWidth}))
    if torch.gt(len(w), rest + 1):
      _ = torch.append(weights, (self).pack(w[rest + 1], rows))
    else:
      _ = torch.append(weights, (self).pack(table, rows))
    sums = annotate(List[Tensor], [])
    if self.single:
      _ = torch.extend(sums, (self).terms(weights[0], ${width}))
      _ = torch.extend(sums, (self).terms(weights[${sessionOutput}], ${queryWidth}))
      _ = torch.extend(sums, (self).terms(weights[${sessionOutput} + 1], ${width}))
      _ = torch.extend(sums, (self).terms(weights[${sessionOutput} + 2], ${feedForwardWidth}))
      _ = torch.extend(sums, (self).terms(weights[len(weights) - 1], ${width}))
    self.sums = sums
    return annotate(List[Tensor], [])

  # Takes weights as `prepare` does; makes empty caches of sizes [rows, capacity].
  def open(self: __torch__.K, w: List[Tensor], table: Tensor, frequencies: Tensor, sizes: Tensor) -> List[Tensor]:
    _ = (self).prepare(w, table, sizes)
    stores = annotate(List[Tensor], [])
    for layer in range(torch.floordiv(len(w), ${output} + 5)):
      _ = torch.append(stores, torch.zeros([2, int(sizes[0]), ${keyValueHeads}, int(sizes[1]), ${headSize}], dtype=${storeType}, device=ops.prim.device(table)))
    _ = (self).hold(stores)
    self.turns = (self).turning(int(sizes[1]), frequencies)
    least = torch.full([], ${leastLength}, dtype=6, device=ops.prim.device(table))
    self.ends = [table, least, torch.zeros([1, 1, 1], device=ops.prim.device(table))]
    return annotate(List[Tensor], [])

  # `turns` for caches of a capacity.
  def turning(self: __torch__.K, capacity: int, frequencies: Tensor) -> List[Tensor]:
    cos, sin = (self).angles(torch.arange(capacity, device=ops.prim.device(frequencies)), frequencies)
    halves = torch.complex(torch.chunk(cos, 2, -1)[0], torch.chunk(sin, 2, -1)[0])
    return [torch.contiguous(halves), frequencies]

  # Makes arrays the session's `stores`.
  def hold(self: __torch__.K, stores: List[Tensor]) -> List[Tensor]:
    self.stores = stores
    caches = annotate(List[Tensor], [])
    for store in stores:
      for cache in torch.unbind(store, 0):
        _ = torch.append(caches, torch.flatten(cache, 0, 1))
    self.caches = caches
    return caches

  # Lets go of what a session had of its own.
  def release(self: __torch__.K, any: Tensor) -> List[Tensor]:
    _ = (self).hold(annotate(List[Tensor], []))
    self.turns = annotate(List[Tensor], [])
    self.ends = annotate(List[Tensor], [])
    return annotate(List[Tensor], [])

  # Lets go of the weights.
  def forget(self: __torch__.K, any: Tensor) -> List[Tensor]:
    self.weights = annotate(List[Tensor], [])
    self.sums = annotate(List[Tensor], [])
    self.marks = annotate(List[Tensor], [])
    return annotate(List[Tensor], [])

  # A cache as [rows, key-value heads, capacity, head size].
  def heads(self: __torch__.K, cache: Tensor) -> Tensor:
    return torch.unflatten(cache, 0, [-1, ${keyValueHeads}])

  # Rows of the caches and of logits, each any number of times.
  def arrange(self: __torch__.K, logits: Tensor, index: Tensor) -> Tensor:
    kept = annotate(List[Tensor], [])
    for store in self.stores:
      _ = torch.append(kept, torch.index_select(store, 1, index))
    _ = (self).hold(kept)
    return torch.index_select(logits, 0, index)

  # Makes room for more positions; `spare` [capacity to add] says how many.
  def grow(self: __torch__.K, spare: Tensor) -> List[Tensor]:
    grown = annotate(List[Tensor], [])
    for store in self.stores:
      _ = torch.append(grown, torch.constant_pad_nd(store, [0, 0, 0, torch.numel(spare)]))
    _ = (self).hold(grown)
    self.turns = (self).turning(torch.size(grown[0], 3), self.turns[1])
    return annotate(List[Tensor], [])

  # Logits with some rows replaced.
  def merge(self: __torch__.K, logits: Tensor, index: Tensor, newest: Tensor) -> Tensor:
    return torch.index_copy(logits, 0, index, newest)

  # x over its length: what a norm makes of it, but for the gain and the square root of the width.
  def unit(self: __torch__.K, x: Tensor, least: Tensor, copies: int) -> Tensor:
    length = torch.hypot(torch.linalg_vector_norm(x, 2, [-1], True), least)
    return torch.div(torch.expand(x, [copies, -1]), length)

  # Heads [N, query, key and value heads, head size] of one layer; q and k turned by `turn` [N or 1, 1, head size / 2].
  def project(self: __torch__.K, x: Tensor, i: int, turn: Tensor, least: Tensor, sums: List[Tensor]) -> Tensor:
    w = self.weights
    x = (self).unit(x, least, (self).copies(0, sums))
    qkv = (self).product(x, w[i], 0, (${heads} + 2 * ${keyValueHeads}) * ${headSize}, sums)
    if ${bias}:
      qkv = torch.add(qkv, w[i + 1])
    qkv = torch.view(qkv, [-1, ${heads} + 2 * ${keyValueHeads}, ${headSize}])
    if ${queryKeyNorm}:
      q = (self).norm(torch.narrow(qkv, 1, 0, ${heads}), w[i + ${sessionOutput} - 2])
      k = (self).norm(torch.narrow(qkv, 1, ${heads}, ${keyValueHeads}), w[i + ${sessionOutput} - 1])
      v = torch.narrow(qkv, 1, ${heads} + ${keyValueHeads}, ${keyValueHeads})
      qkv = torch.cat([q, k, v], 1)
    pairs = torch.unflatten(torch.narrow(qkv, 1, 0, ${heads} + ${keyValueHeads}), 2, [-1, 2])
    _ = torch.mul_(torch.view_as_complex(pairs), turn)
    return qkv

  # One layer from its attention's result on.
  def proceed(self: __torch__.K, x: Tensor, a: Tensor, i: int, least: Tensor, sums: List[Tensor]) -> Tensor:
    w = self.weights
    a = torch.expand(a, [(self).copies(1, sums), -1])
    x = torch.add_((self).product(a, w[i + ${sessionOutput}], 1, ${width}, sums), x)
    both = (self).unit(x, least, (self).copies(2, sums))
    both = (self).product(both, w[i + ${sessionOutput} + 1], 2, 2 * ${feedForwardWidth}, sums)
    gate, up = torch.split_with_sizes(both, [${feedForwardWidth}, ${feedForwardWidth}], 1)
    gated = torch.mul(torch.expand(torch.silu_(gate), [(self).copies(3, sums), -1]), up)
    return torch.add_((self).product(gated, w[i + ${sessionOutput} + 2], 3, ${width}, sums), x)

  def predict(self: __torch__.K, x: Tensor) -> Tensor:
    w = self.weights
    sums = self.sums
    ends = self.ends
    x = torch.mul((self).unit(x, ends[1], -1), w[len(w) - 2])
    x = torch.expand(x, [(self).copies(4, sums), -1])
    return (self).product(x, w[len(w) - 1], 4, torch.size(ends[0], 0), sums)

  # One new token in every row: `tokens` [2, rows] are their ids and positions.
  def step(self: __torch__.K, tokens: Tensor) -> Tensor:
    ends = self.ends
    turns = self.turns
    table = ends[0]
    least = ends[1]
    mask = ends[2]
    rows = torch.size(tokens, 1)
    positions = tokens[1]
    lines = positions
    slots = positions
    even = True
    near = mask
    if self.single:
      x = torch.narrow(table, 0, int(tokens[0]), 1)
      most = int(positions)
    else:
      x = torch.embedding(table, tokens[0])
      lowest, highest = torch.aminmax(positions)
      most = int(highest)
      even = torch.eq(int(lowest), most)
    count = torch.add(most, 1)
    if even:
      turn = torch.narrow(turns[0], 0, most, 1)
    else:
      turn = torch.index_select(turns[0], 0, positions)
      slots = torch.arange(count, dtype=4, device=ops.prim.device(x))
      unseen = torch.gt(torch.unsqueeze(slots, 0), torch.unsqueeze(positions, 1))
      mask = torch.masked_fill(torch.zeros([rows, count], device=ops.prim.device(x)), unseen, -1e30)
      mask = torch.unsqueeze(torch.repeat_interleave(mask, ${keyValueHeads}, 0), 1)
      if ${windowed}:
        far = torch.le(torch.unsqueeze(slots, 0), torch.unsqueeze(torch.sub(positions, ${window}), 1))
        near = torch.unsqueeze(torch.repeat_interleave(far, ${keyValueHeads}, 0), 1)
        near = torch.masked_fill(mask, near, -1e30)
      lines = torch.arange(rows * ${keyValueHeads}, dtype=4, device=ops.prim.device(x))
      slots = torch.repeat_interleave(positions, ${keyValueHeads}, 0)
    caches = self.caches
    stores = self.stores
    sums = self.sums
    for layer in range(len(stores)):
      i = layer * ${sessionSize}
      qkv = (self).project(x, i, turn, least, sums)
      q = torch.reshape(torch.narrow(qkv, 1, 0, ${heads}), [-1, ${groups}, ${headSize}])
      kv = torch.unflatten(torch.narrow(qkv, 1, ${heads}, 2 * ${keyValueHeads}), 1, [2, -1])
      keys = caches[2 * layer]
      values = caches[2 * layer + 1]
      if even:
        _ = torch.copy_(torch.select(stores[layer], 3, most), torch.transpose(kv, 0, 1))
      else:
        k, v = torch.unbind(torch.to(kv, keys), 1)
        _ = torch.index_put_(keys, [lines, slots], torch.reshape(k, [-1, ${headSize}]))
        _ = torch.index_put_(values, [lines, slots], torch.reshape(v, [-1, ${headSize}]))
      first = 0
      hidden = mask
      if ${windowed}:
        if torch.gt((self).window(layer), 0):
          hidden = near
          if torch.__and__(even, torch.gt(count, ${window})):
            first = count - ${window}
      # Without the fused attention, which costs more than it saves where queries are few.
      k = torch.transpose(torch.narrow(keys, 1, first, count - first), 1, 2)
      v = torch.narrow(values, 1, first, count - first)
      if ${halfCaches}:
        p = torch.to(torch.bmm(torch.to(q, 15), k), 6)
        if torch.__not__(even):
          p = torch.add(p, hidden)
        a = torch.to(torch.bmm(torch.to(torch.softmax(p, -1), 15), v), 6)
      else:
        if even:
          p = torch.bmm(q, k)
        else:
          p = torch.baddbmm(hidden, q, k)
        a = torch.bmm(torch.softmax(p, -1), v)
      x = (self).proceed(x, torch.view(a, [rows, ${queryWidth}]), i, least, sums)
    return (self).predict(x)

  # Any number of new tokens in each row, flat, with their row and position. Rows of `cells` are
  # cache rows. `bounds` [B, T] is the last cached key that each query sees, `length` how many
  # cached keys there are; a negative length means that nothing is cached yet.
  def extend(self: __torch__.K, ids: Tensor, rows: Tensor, positions: Tensor, cells: Tensor, tokenCells: Tensor, last: Tensor, bounds: Tensor, length: Tensor) -> Tensor:
    x = torch.embedding(self.ends[0], ids)
    least = self.ends[1]
    turn = torch.index_select(self.turns[0], 0, positions)
    count = int(length)
    keep = bounds
    near = bounds
    if torch.ge(count, 0):
      slots = torch.arange(count, dtype=4, device=ops.prim.device(x))
      keep = torch.unsqueeze(torch.le(slots, torch.unsqueeze(bounds, 2)), 1)
      if ${windowed}:
        latest = torch.gt(slots, torch.unsqueeze(torch.sub(bounds, ${window}), 2))
        near = torch.__and__(keep, torch.unsqueeze(latest, 1))
    row = torch.unsqueeze(rows, 1)
    head = torch.arange(${keyValueHeads}, dtype=4, device=ops.prim.device(x))
    column = torch.unsqueeze(positions, 1)
    sums = annotate(List[Tensor], [])
    caches = self.caches
    for layer in range(torch.floordiv(len(caches), 2)):
      i = layer * ${sessionSize}
      qkv = (self).project(x, i, turn, least, sums)
      q, k, v = torch.split_with_sizes(qkv, [${heads}, ${keyValueHeads}, ${keyValueHeads}], 1)
      # The kernels for many queries scale by themselves.
      q = torch.div(q, ${scale})
      keys = (self).heads(caches[2 * layer])
      values = (self).heads(caches[2 * layer + 1])
      _ = torch.index_put_(keys, [row, head, column], torch.to(k, keys))
      _ = torch.index_put_(values, [row, head, column], torch.to(v, values))
      if torch.lt(count, 0):
        a = (self).attend(torch.contiguous(q), torch.contiguous(k), torch.contiguous(v), cells, tokenCells, (self).window(layer))
      else:
        seen = keep
        if ${windowed}:
          if torch.gt((self).window(layer), 0):
            seen = near
        a = (self).recall(q, torch.narrow(keys, 2, 0, count), torch.narrow(values, 2, 0, count), cells, tokenCells, seen)
      x = (self).proceed(x, a, i, least, sums)
    return (self).predict(torch.index_select(x, 0, last))

  # Attention of new queries over the cache. The query heads that share a key head lie beside the
  # queries of one row as if they were more queries, so that no key is copied.
  def recall(self: __torch__.K, q: Tensor, keys: Tensor, values: Tensor, cells: Tensor, tokenCells: Tensor, keep: Tensor) -> Tensor:
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
    if torch.ne(torch.numel(cells), torch.numel(tokenCells)):
      a = torch.index_select(a, 0, tokenCells)
    return a
