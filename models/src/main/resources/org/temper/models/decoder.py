# The trunk of a Llama-family decoder: everything between the embedded tokens and the hidden states.
# Tokens lie flat, [N, width], without padding; only attention sees them as rows, through the index
# `cells` [B, T] of the token in each cell (any token where there is none: causal attention never
# lets a real token see the cells after it) and `places` [N], the cell of each token.
#
# Weights of a layer, from offset i: input norm, q, k, v, [q, k, v biases], [q norm, k norm], o,
# post-attention norm, gate, up, down. In a session q, k, v and gate, up are each one matrix.
class K(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def linear(self: __torch__.K, x: Tensor, w: Tensor) -> Tensor:
    if ${bfloat16}:
      y = torch.to(torch.linear(torch.to(x, 15), torch.to(w, 15)), 6)
    else:
      y = torch.linear(x, w)
    return y

  def norm(self: __torch__.K, x: Tensor, gain: Tensor) -> Tensor:
    scale = torch.rsqrt(torch.add(torch.mean(torch.pow(x, 2), [-1], True), ${epsilon}))
    return torch.mul(torch.mul(x, scale), gain)

  def angles(self: __torch__.K, positions: Tensor, frequencies: Tensor) -> Tuple[Tensor, Tensor]:
    angle = torch.mul(torch.unsqueeze(torch.to(positions, 6), 1), torch.unsqueeze(frequencies, 0))
    angle = torch.unsqueeze(torch.cat([angle, angle], 1), 1)
    return (torch.cos(angle), torch.sin(angle))

  def rotate(self: __torch__.K, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    halves = torch.chunk(x, 2, -1)
    turned = torch.cat([torch.neg(halves[1]), halves[0]], -1)
    return torch.add(torch.mul(x, cos), torch.mul(turned, sin))

  # Keys or values [B, key-value heads, T, head size], each head as often as query heads share it.
  def repeat(self: __torch__.K, x: Tensor) -> Tensor:
    rows = torch.size(x, 0)
    columns = torch.size(x, 2)
    shared = torch.expand(torch.unsqueeze(x, 2), [rows, ${keyValueHeads}, ${groups}, columns, ${headSize}])
    return torch.reshape(shared, [rows, ${heads}, columns, ${headSize}])

  def attend(self: __torch__.K, q: Tensor, k: Tensor, v: Tensor, cells: Tensor, places: Tensor) -> Tensor:
    rows = torch.size(cells, 0)
    columns = torch.size(cells, 1)
    if torch.ne(torch.numel(cells), torch.size(q, 0)):
      index = torch.reshape(cells, [-1])
      q = torch.index_select(q, 0, index)
      k = torch.index_select(k, 0, index)
      v = torch.index_select(v, 0, index)
    q = torch.transpose(torch.view(q, [rows, columns, ${heads}, ${headSize}]), 1, 2)
    k = torch.transpose(torch.view(k, [rows, columns, ${keyValueHeads}, ${headSize}]), 1, 2)
    v = torch.transpose(torch.view(v, [rows, columns, ${keyValueHeads}, ${headSize}]), 1, 2)
    if ${repeated}:
      k = (self).repeat(k)
      v = (self).repeat(v)
    if ${bfloat16}:
      q = torch.to(q, 15)
      k = torch.to(k, 15)
      v = torch.to(v, 15)
    a = torch.scaled_dot_product_attention(q, k, v, None, 0., True, scale=None, enable_gqa=${grouped})
    a = torch.reshape(torch.transpose(a, 1, 2), [-1, ${queryWidth}])
    if ${bfloat16}:
      a = torch.to(a, 6)
    if torch.ne(torch.numel(cells), torch.numel(places)):
      a = torch.index_select(a, 0, places)
    return a

  def split(self: __torch__.K, h: Tensor, w: List[Tensor], i: int) -> Tuple[Tensor, Tensor, Tensor]:
    q = (self).linear(h, w[i + 1])
    k = (self).linear(h, w[i + 2])
    v = (self).linear(h, w[i + 3])
    if ${bias}:
      q = torch.add(q, w[i + 4])
      k = torch.add(k, w[i + 5])
      v = torch.add(v, w[i + 6])
    q = torch.view(q, [-1, ${heads}, ${headSize}])
    k = torch.view(k, [-1, ${keyValueHeads}, ${headSize}])
    v = torch.view(v, [-1, ${keyValueHeads}, ${headSize}])
    return (q, k, v)

  def block(self: __torch__.K, x: Tensor, w: List[Tensor], i: int, cos: Tensor, sin: Tensor, cells: Tensor, places: Tensor) -> Tensor:
    h = (self).norm(x, w[i])
    q, k, v = (self).split(h, w, i)
    if ${queryKeyNorm}:
      q = (self).norm(q, w[i + ${output} - 2])
      k = (self).norm(k, w[i + ${output} - 1])
    q = (self).rotate(q, cos, sin)
    k = (self).rotate(k, cos, sin)
    a = (self).attend(q, k, v, cells, places)
    x = torch.add(x, (self).linear(a, w[i + ${output}]))
    h = (self).norm(x, w[i + ${output} + 1])
    gate = torch.silu((self).linear(h, w[i + ${output} + 2]))
    up = (self).linear(h, w[i + ${output} + 3])
    return torch.add(x, (self).linear(torch.mul(gate, up), w[i + ${output} + 4]))

  # x [N, width] before the first layer to x after the last.
  def trunk(self: __torch__.K, x: Tensor, w: List[Tensor], positions: Tensor, frequencies: Tensor, cells: Tensor, places: Tensor) -> Tensor:
    cos, sin = (self).angles(positions, frequencies)
    for layer in range(torch.floordiv(len(w), ${output} + 5)):
      x = (self).block(x, w, layer * (${output} + 5), cos, sin, cells, places)
    return x

  # One layer alone, for recomputation.
  def layer(self: __torch__.K, x: Tensor, w: List[Tensor], positions: Tensor, frequencies: Tensor, cells: Tensor, places: Tensor) -> Tensor:
    cos, sin = (self).angles(positions, frequencies)
    return (self).block(x, w, 0, cos, sin, cells, places)

  def embed(self: __torch__.K, ids: Tensor, table: Tensor) -> Tensor:
    return torch.embedding(table, ids)

  # The states that predict the scored tokens, normalised.
  def select(self: __torch__.K, x: Tensor, gain: Tensor, index: Tensor) -> Tensor:
    return (self).norm(torch.index_select(x, 0, index), gain)

  def fuse(self: __torch__.K, parts: List[Tensor]) -> Tensor:
    fused = torch.cat(parts, 0)
    if ${bfloat16}:
      if torch.gt(torch.dim(fused), 1):
        fused = torch.to(fused, 15)
    return fused

  # Empty caches; `sizes` is how many, then rows, capacity.
  def allocate(self: __torch__.K, sizes: Tensor, like: Tensor) -> List[Tensor]:
    result = annotate(List[Tensor], [])
    for i in range(int(sizes[0])):
      _ = torch.append(result, torch.zeros([int(sizes[1]), int(sizes[2]), ${keyValueHeads}, ${headSize}], dtype=${cacheType}, device=ops.prim.device(like)))
    return result

  # Rows of all caches.
  def compact(self: __torch__.K, caches: List[Tensor], index: Tensor) -> List[Tensor]:
    result = annotate(List[Tensor], [])
    for cache in caches:
      _ = torch.append(result, torch.index_select(cache, 0, index))
    return result

  # Logits with some rows replaced.
  def merge(self: __torch__.K, logits: Tensor, index: Tensor, newest: Tensor) -> Tensor:
    return torch.index_copy(logits, 0, index, newest)

  # Caches with room for more positions; `spare` [capacity to add] says how many.
  def grow(self: __torch__.K, caches: List[Tensor], spare: Tensor) -> List[Tensor]:
    result = annotate(List[Tensor], [])
    for cache in caches:
      _ = torch.append(result, torch.constant_pad_nd(cache, [0, 0, 0, 0, 0, torch.numel(spare)]))
    return result

  # One pass of a session: flat new tokens with their row and position; K and V of each layer in
  # caches [rows, capacity, key-value heads, head size]. Rows of `cells` are cache rows. `bounds`
  # [B, T] is the last cached key that each query sees; empty where every query sees all of `length`.
  # A negative length means that nothing is cached yet.
  def extend(self: __torch__.K, ids: Tensor, table: Tensor, w: List[Tensor], caches: List[Tensor], rows: Tensor, positions: Tensor, frequencies: Tensor, cells: Tensor, places: Tensor, last: Tensor, bounds: Tensor, length: Tensor) -> Tensor:
    x = torch.embedding(table, ids)
    cos, sin = (self).angles(positions, frequencies)
    count = int(length)
    keep = bounds
    if torch.gt(torch.numel(bounds), 0):
      slots = torch.sub(torch.cumsum(torch.ones([count], dtype=4, device=ops.prim.device(bounds)), 0), 1)
      keep = torch.unsqueeze(torch.le(slots, torch.unsqueeze(bounds, 2)), 1)
    for layer in range(torch.floordiv(len(w) - 2, ${sessionSize})):
      i = layer * ${sessionSize}
      h = (self).norm(x, w[i])
      qkv = (self).linear(h, w[i + 1])
      if ${bias}:
        qkv = torch.add(qkv, w[i + 2])
      qkv = torch.view(qkv, [-1, ${heads} + 2 * ${keyValueHeads}, ${headSize}])
      if ${queryKeyNorm}:
        q = (self).norm(torch.narrow(qkv, 1, 0, ${heads}), w[i + ${sessionOutput} - 2])
        k = (self).norm(torch.narrow(qkv, 1, ${heads}, ${keyValueHeads}), w[i + ${sessionOutput} - 1])
        q = (self).rotate(q, cos, sin)
        k = (self).rotate(k, cos, sin)
      else:
        qk = (self).rotate(torch.narrow(qkv, 1, 0, ${heads} + ${keyValueHeads}), cos, sin)
        q = torch.narrow(qk, 1, 0, ${heads})
        k = torch.narrow(qk, 1, ${heads}, ${keyValueHeads})
      v = torch.narrow(qkv, 1, ${heads} + ${keyValueHeads}, ${keyValueHeads})
      keys = caches[2 * layer]
      values = caches[2 * layer + 1]
      _ = torch.index_put_(keys, [rows, positions], torch.to(k, keys))
      __ = torch.index_put_(values, [rows, positions], torch.to(v, values))
      if torch.lt(count, 0):
        a = (self).attend(torch.contiguous(q), torch.contiguous(k), torch.contiguous(v), cells, places)
      else:
        a = (self).recall(q, keys, values, cells, places, keep, count)
      x = torch.add(x, (self).linear(a, w[i + ${sessionOutput}]))
      h = (self).norm(x, w[i + ${sessionOutput} + 1])
      gate, up = torch.chunk((self).linear(h, w[i + ${sessionOutput} + 2]), 2, -1)
      x = torch.add(x, (self).linear(torch.mul(torch.silu(gate), up), w[i + ${sessionOutput} + 3]))
    h = (self).select(x, w[len(w) - 2], last)
    return (self).linear(h, w[len(w) - 1])

  # Attention of new queries over the cache. The query heads that share a key head lie beside the
  # queries of one row as if they were more queries, so that no key is copied.
  def recall(self: __torch__.K, q: Tensor, keys: Tensor, values: Tensor, cells: Tensor, places: Tensor, keep: Tensor, count: int) -> Tensor:
    rows = torch.size(cells, 0)
    columns = torch.size(cells, 1)
    if torch.ne(torch.numel(cells), torch.size(q, 0)):
      q = torch.index_select(q, 0, torch.reshape(cells, [-1]))
    q = torch.reshape(q, [rows, columns, ${keyValueHeads}, ${groups}, ${headSize}])
    q = torch.reshape(torch.permute(q, [0, 2, 1, 3, 4]), [rows, ${keyValueHeads}, -1, ${headSize}])
    q = torch.to(q, keys)
    k = torch.transpose(torch.narrow(keys, 1, 0, count), 1, 2)
    v = torch.transpose(torch.narrow(values, 1, 0, count), 1, 2)
    if torch.gt(torch.numel(keep), 0):
      mask = torch.repeat_interleave(keep, ${groups}, 2)
      a = torch.scaled_dot_product_attention(q, k, v, mask)
    else:
      a = torch.scaled_dot_product_attention(q, k, v)
    a = torch.reshape(a, [rows, ${keyValueHeads}, columns, ${groups}, ${headSize}])
    a = torch.to(torch.reshape(torch.permute(a, [0, 2, 1, 3, 4]), [-1, ${queryWidth}]), 6)
    if torch.ne(torch.numel(cells), torch.numel(places)):
      a = torch.index_select(a, 0, places)
    return a
