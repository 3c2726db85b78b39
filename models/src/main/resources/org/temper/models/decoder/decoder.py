# The trunk of a Llama-family decoder: everything between the embedded tokens and the hidden states.
# Tokens lie flat, [N, width], without padding; only attention sees them as rows, through the index
# `cells` [B, T] of the token in each cell (any token where there is none: causal attention never
# lets a real token see the cells after it) and `tokenCells` [N], the cell of each token.
#
# Masks of dropout: of the embedded tokens, and of what attention and the feed-forward part of each layer
# give; each [N, width], or empty where nothing is dropped.
#
# Weights of a layer, from offset i: input norm, q, k, v, [q, k, v biases], [q norm, k norm], o,
# post-attention norm, gate, up, down.
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

  def drop(self: __torch__.K, x: Tensor, mask: Tensor) -> Tensor:
    if torch.gt(torch.numel(mask), 0):
      x = torch.mul(x, mask)
    return x

  def norm(self: __torch__.K, x: Tensor, gain: Tensor) -> Tensor:
    scale = torch.rsqrt(torch.add(torch.mean(torch.pow(x, 2), [-1], True), ${epsilon}))
    return torch.mul(torch.mul(x, scale), gain)

  # Frequencies are those of all tokens, [head size / 2], or each token's own, [N, head size / 2].
  def angles(self: __torch__.K, positions: Tensor, frequencies: Tensor) -> Tuple[Tensor, Tensor]:
    angle = torch.mul(torch.unsqueeze(torch.to(positions, 6), 1), frequencies)
    angle = torch.unsqueeze(torch.cat([angle, angle], 1), 1)
    cos = torch.cos(angle)
    sin = torch.sin(angle)
    if ${sharpened}:
      cos = torch.mul(cos, ${attentionFactor})
      sin = torch.mul(sin, ${attentionFactor})
    return (cos, sin)

  # How many tokens a token sees in a layer, itself included; 0 for all before it.
  def window(self: __torch__.K, layer: int) -> int:
    size = 0
    if ${windowed}:
      windows = annotate(List[int], ${windows})
      size = windows[layer]
    return size

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

  # Causal attention over a window, [B, heads, T, head size]: blocks of as many queries as the window
  # is wide, each of which sees keys of its own block and of the one before, so that no mask is larger
  # than that, however long the rows.
  def slide(self: __torch__.K, q: Tensor, k: Tensor, v: Tensor, window: int) -> Tensor:
    q0 = torch.narrow(q, 2, 0, window)
    k0 = torch.narrow(k, 2, 0, window)
    v0 = torch.narrow(v, 2, 0, window)
    blocks = annotate(List[Tensor], [torch.scaled_dot_product_attention(q0, k0, v0, None, 0., True)])
    start = window
    left = torch.size(q, 2) - window
    whole = torch.ones([window, 2 * window], dtype=11, device=ops.prim.device(q))
    whole = torch.tril(torch.triu(whole, 1), window)
    for block in range(torch.floordiv(left + window - 1, window)):
      size = window
      if torch.gt(window, left):
        size = left
      seen = torch.narrow(torch.narrow(whole, 0, 0, size), 1, 0, window + size)
      near = torch.narrow(q, 2, start, size)
      keys = torch.narrow(k, 2, start - window, window + size)
      values = torch.narrow(v, 2, start - window, window + size)
      _ = torch.append(blocks, torch.scaled_dot_product_attention(near, keys, values, seen))
      start = start + size
      left = left - size
    return torch.cat(blocks, 2)

  def attend(self: __torch__.K, q: Tensor, k: Tensor, v: Tensor, cells: Tensor, tokenCells: Tensor, window: int) -> Tensor:
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
    sliding = False
    if ${windowed}:
      sliding = torch.__and__(torch.gt(window, 0), torch.gt(columns, window))
    if sliding:
      a = (self).slide(q, k, v, window)
    else:
      a = torch.scaled_dot_product_attention(q, k, v, None, 0., True, scale=None, enable_gqa=${grouped})
    a = torch.reshape(torch.transpose(a, 1, 2), [-1, ${queryWidth}])
    if ${bfloat16}:
      a = torch.to(a, 6)
    if torch.ne(torch.numel(cells), torch.numel(tokenCells)):
      a = torch.index_select(a, 0, tokenCells)
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

  def block(self: __torch__.K, x: Tensor, w: List[Tensor], i: int, cos: Tensor, sin: Tensor, cells: Tensor, tokenCells: Tensor, window: int, masks: List[Tensor], m: int) -> Tensor:
    h = (self).norm(x, w[i])
    q, k, v = (self).split(h, w, i)
    if ${queryKeyNorm}:
      q = (self).norm(q, w[i + ${output} - 2])
      k = (self).norm(k, w[i + ${output} - 1])
    q = (self).rotate(q, cos, sin)
    k = (self).rotate(k, cos, sin)
    a = (self).attend(q, k, v, cells, tokenCells, window)
    x = torch.add(x, (self).drop((self).linear(a, w[i + ${output}]), masks[m]))
    h = (self).norm(x, w[i + ${output} + 1])
    gate = torch.silu((self).linear(h, w[i + ${output} + 2]))
    up = (self).linear(h, w[i + ${output} + 3])
    return torch.add(x, (self).drop((self).linear(torch.mul(gate, up), w[i + ${output} + 4]), masks[m + 1]))

  # x [N, width] before the first layer to x after the last.
  def trunk(self: __torch__.K, x: Tensor, w: List[Tensor], positions: Tensor, frequencies: Tensor, cells: Tensor, tokenCells: Tensor, masks: List[Tensor]) -> Tensor:
    cos, sin = (self).angles(positions, frequencies)
    for layer in range(torch.floordiv(len(w), ${output} + 5)):
      x = (self).block(x, w, layer * (${output} + 5), cos, sin, cells, tokenCells, (self).window(layer), masks, 1 + 2 * layer)
    return x

  # One layer alone, for recomputation, with its own two masks.
  def layer(self: __torch__.K, x: Tensor, w: List[Tensor], positions: Tensor, frequencies: Tensor, cells: Tensor, tokenCells: Tensor, masks: List[Tensor]) -> Tensor:
    cos, sin = (self).angles(positions, frequencies)
    return (self).block(x, w, 0, cos, sin, cells, tokenCells, 0, masks, 0)

  # One layer with a window.
  def windowedLayer(self: __torch__.K, x: Tensor, w: List[Tensor], positions: Tensor, frequencies: Tensor, cells: Tensor, tokenCells: Tensor, masks: List[Tensor]) -> Tensor:
    cos, sin = (self).angles(positions, frequencies)
    return (self).block(x, w, 0, cos, sin, cells, tokenCells, ${window}, masks, 0)

  def embed(self: __torch__.K, ids: Tensor, table: Tensor, mask: Tensor) -> Tensor:
    return (self).drop(torch.embedding(table, ids), mask)

  # The states that predict the scored tokens, normalized.
  def select(self: __torch__.K, x: Tensor, gain: Tensor, index: Tensor) -> Tensor:
    return (self).norm(torch.index_select(x, 0, index), gain)
