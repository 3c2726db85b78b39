# The layers of HSTU; goes after dropout.py. Tokens lie flat, [N, width], without padding; only attention sees them as rows,
# through the index `cells` [B, T] of the token in each cell (any token where there is none: no real
# token attends to the cells after it) and `tokenCells` [N], the cell of each token.
#
# Attention is differentiated by hand: its weights [B, T, T] are computed again on the way back, a
# few rows and ${blockSize} queries at a time, and never held; nor are those above the diagonal.

  # Embedded items [N, width] and their positions [N] to what the first layer takes.
  def enter(self: __torch__.K, items: Tensor, positions: Tensor, table: Tensor, mask: Tensor) -> Tensor:
    x = torch.add(torch.index_select(table, 0, positions), items, alpha=${rootWidth})
    return (self).drop(x, mask)

  def norm(self: __torch__.K, x: Tensor) -> Tensor:
    return torch.layer_norm(x, [torch.size(x, 1)], None, None, 1e-06)

  # u, v, q, k side by side, [N, 2 heads (linear width + attention width)].
  def project(self: __torch__.K, x: Tensor, weight: Tensor) -> Tensor:
    return torch.silu(torch.linear((self).norm(x), weight))

  def output(self: __torch__.K, x: Tensor, projected: Tensor, attended: Tensor, weight: Tensor, bias: Tensor, mask: Tensor) -> Tensor:
    u = torch.slice(projected, 1, 0, ${linearSize})
    gated = (self).drop(torch.mul(u, (self).norm(attended)), mask)
    return torch.add(torch.linear(gated, weight, bias), x)

  # Which entry of the time table goes with a query at one time and a key at another, uint8 [B, T, T];
  # times int64 [B, T].
  def buckets(self: __torch__.K, queryTimes: Tensor, times: Tensor) -> Tensor:
    apart = torch.abs(torch.sub(torch.unsqueeze(queryTimes, 2), torch.unsqueeze(times, 1)))
    scale = torch.div(torch.log(torch.to(torch.clamp_min(apart, 1), 6)), 0.301)
    return torch.to(torch.clamp(scale, 0, 128), 0)

  # The entry of the position table for each query and key, int64 [T, T].
  def offsets(self: __torch__.K, cells: Tensor) -> Tensor:
    index = torch.arange(torch.size(cells, 1), dtype=4, device=cells.device)
    return torch.add(torch.sub(torch.unsqueeze(index, 0), torch.unsqueeze(index, 1)), ${maxLength} - 1)

  # [T, T]; so far below zero above the diagonal that nothing passes SiLU.
  def positionBias(self: __torch__.K, table: Tensor, cells: Tensor) -> Tensor:
    offsets = (self).offsets(cells)
    bias = torch.view(torch.index_select(table, 0, torch.flatten(offsets)), torch.size(offsets))
    return torch.masked_fill(bias, torch.ge(offsets, ${maxLength}), -10000.)

  # Columns from..to of a projection as rows [B, heads, T, size].
  def rows(self: __torch__.K, projected: Tensor, start: int, size: int, cells: Tensor) -> Tensor:
    x = torch.slice(projected, 1, start, start + ${heads} * size)
    if torch.ne(torch.numel(cells), torch.size(x, 0)):
      x = torch.index_select(x, 0, torch.flatten(cells))
    x = torch.reshape(x, [torch.size(cells, 0), torch.size(cells, 1), ${heads}, size])
    return torch.contiguous(torch.transpose(x, 1, 2))

  # The other way: rows [B, heads, T, size] as tokens [N, heads · size].
  def flat(self: __torch__.K, x: Tensor, tokenCells: Tensor) -> Tensor:
    y = torch.reshape(torch.transpose(x, 1, 2), [torch.size(x, 0) * torch.size(x, 2), ${heads} * torch.size(x, 3)])
    if torch.ne(torch.size(y, 0), torch.numel(tokenCells)):
      y = torch.index_select(y, 0, tokenCells)
    return y

  # Attention before SiLU of queries start..end of some rows, [b, heads, end - start, end].
  def scores(self: __torch__.K, q: Tensor, k: Tensor, position: Tensor, time: Tensor, buckets: Tensor, start: int, end: int) -> Tensor:
    queries = torch.slice(q, 2, start, end)
    keys = torch.slice(k, 2, 0, end)
    s = torch.matmul(queries, torch.transpose(keys, 2, 3))
    bias = torch.unsqueeze(torch.slice(torch.slice(position, 0, start, end), 1, 0, end), 0)
    if torch.gt(torch.numel(buckets), 0):
      index = torch.to((self).block(buckets, start, end), 3)
      shape = torch.size(index)
      bias = torch.add(torch.view(torch.index_select(time, 0, torch.flatten(index)), shape), bias)
    return torch.add_(s, torch.unsqueeze(bias, 1))

  def block(self: __torch__.K, buckets: Tensor, start: int, end: int) -> Tensor:
    return torch.slice(torch.slice(buckets, 1, start, end), 2, 0, end)

  # How many rows are worked on at once, so that their attention stays near the processor.
  def rowsAtOnce(self: __torch__.K, cells: Tensor) -> int:
    columns = torch.size(cells, 1)
    return ops.prim.max(1, torch.floordiv(${chunkElements}, ${heads} * ${blockSize} * columns))

  def some(self: __torch__.K, buckets: Tensor, start: int, end: int) -> Tensor:
    if torch.gt(torch.numel(buckets), 0):
      buckets = torch.slice(buckets, 0, start, end)
    return buckets

  # Attended values [N, heads · linear width]; buckets are empty for a model without time.
  def attend(self: __torch__.K, projected: Tensor, positionTable: Tensor, timeTable: Tensor, buckets: Tensor, cells: Tensor, tokenCells: Tensor) -> Tensor:
    v = torch.div_((self).rows(projected, ${linearSize}, ${linearWidth}, cells), ${maxLength})
    q = (self).rows(projected, 2 * ${linearSize}, ${attentionWidth}, cells)
    k = (self).rows(projected, 2 * ${linearSize} + ${attentionSize}, ${attentionWidth}, cells)
    position = (self).positionBias(positionTable, cells)
    result = torch.empty_like(v)
    count = torch.size(cells, 0)
    columns = torch.size(cells, 1)
    step = (self).rowsAtOnce(cells)
    for chunk in range(torch.floordiv(count + step - 1, step)):
      first = chunk * step
      last = ops.prim.min(count, first + step)
      qs = torch.slice(q, 0, first, last)
      ks = torch.slice(k, 0, first, last)
      vs = torch.slice(v, 0, first, last)
      bs = (self).some(buckets, first, last)
      rs = torch.slice(result, 0, first, last)
      for part in range(torch.floordiv(columns + ${blockSize} - 1, ${blockSize})):
        start = part * ${blockSize}
        end = ops.prim.min(columns, start + ${blockSize})
        a = torch.silu_((self).scores(qs, ks, position, timeTable, bs, start, end))
        _ = torch.copy_(torch.slice(rs, 2, start, end), torch.matmul(a, torch.slice(vs, 2, 0, end)))
    return (self).flat(result, tokenCells)

  # Adds to the projection's gradient and to those of the two tables.
  def attendBackward(self: __torch__.K, projected: Tensor, positionTable: Tensor, timeTable: Tensor, buckets: Tensor, cells: Tensor, tokenCells: Tensor, gradient: Tensor, projectedGradient: Tensor, positionGradient: Tensor, timeGradient: Tensor) -> Tensor:
    v = torch.div_((self).rows(projected, ${linearSize}, ${linearWidth}, cells), ${maxLength})
    q = (self).rows(projected, 2 * ${linearSize}, ${attentionWidth}, cells)
    k = (self).rows(projected, 2 * ${linearSize} + ${attentionSize}, ${attentionWidth}, cells)
    position = (self).positionBias(positionTable, cells)
    count = torch.size(cells, 0)
    columns = torch.size(cells, 1)
    g = gradient
    if torch.ne(torch.numel(cells), torch.numel(tokenCells)):
      g = torch.zeros([torch.numel(cells), torch.size(gradient, 1)], dtype=6, device=gradient.device)
      g = torch.index_copy_(g, 0, tokenCells, gradient)
    g = torch.contiguous(torch.transpose(torch.view(g, [count, columns, ${heads}, ${linearWidth}]), 1, 2))
    dv = torch.zeros_like(v)
    dq = torch.zeros_like(q)
    dk = torch.zeros_like(k)
    offsetGradient = torch.zeros_like(position)
    step = (self).rowsAtOnce(cells)
    for chunk in range(torch.floordiv(count + step - 1, step)):
      first = chunk * step
      last = ops.prim.min(count, first + step)
      qs = torch.slice(q, 0, first, last)
      ks = torch.slice(k, 0, first, last)
      vs = torch.slice(v, 0, first, last)
      gs = torch.slice(g, 0, first, last)
      bs = (self).some(buckets, first, last)
      dqs = torch.slice(dq, 0, first, last)
      dks = torch.slice(dk, 0, first, last)
      dvs = torch.slice(dv, 0, first, last)
      for part in range(torch.floordiv(columns + ${blockSize} - 1, ${blockSize})):
        start = part * ${blockSize}
        end = ops.prim.min(columns, start + ${blockSize})
        s = (self).scores(qs, ks, position, timeTable, bs, start, end)
        out = torch.slice(gs, 2, start, end)
        down = torch.matmul(out, torch.transpose(torch.slice(vs, 2, 0, end), 2, 3))
        ds = ops.aten.silu_backward(down, s)
        a = torch.silu_(s)
        _ = torch.add_(torch.slice(dvs, 2, 0, end), torch.matmul(torch.transpose(a, 2, 3), out))
        _0 = torch.copy_(torch.slice(dqs, 2, start, end), torch.matmul(ds, torch.slice(ks, 2, 0, end)))
        _1 = torch.add_(torch.slice(dks, 2, 0, end), torch.matmul(torch.transpose(ds, 2, 3), torch.slice(qs, 2, start, end)))
        of = torch.sum(ds, [1])
        _2 = torch.add_(torch.slice(torch.slice(offsetGradient, 0, start, end), 1, 0, end), torch.sum(of, [0]))
        if torch.gt(torch.numel(bs), 0):
          index = torch.flatten((self).block(bs, start, end))
          _3 = torch.add_(timeGradient, torch.bincount(index, torch.flatten(of), 129))
    _4 = torch.add_(positionGradient, torch.bincount(torch.flatten((self).offsets(cells)), torch.flatten(offsetGradient), 2 * ${maxLength} - 1))
    _5 = torch.add_(torch.slice(projectedGradient, 1, ${linearSize}, 2 * ${linearSize}), torch.div_((self).flat(dv, tokenCells), ${maxLength}))
    both = torch.cat([(self).flat(dq, tokenCells), (self).flat(dk, tokenCells)], 1)
    return torch.add_(torch.slice(projectedGradient, 1, 2 * ${linearSize}), both)

  # The states that predict the scored tokens, of unit length over the temperature.
  def select(self: __torch__.K, x: Tensor, index: Tensor) -> Tensor:
    states = torch.index_select(x, 0, index)
    length = torch.clamp_min(torch.norm(states, 2, [1], True), 1e-06)
    return torch.div(torch.div(states, length), ${temperature})
