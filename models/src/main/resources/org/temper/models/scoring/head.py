# Log-probabilities of chosen tokens under a linear head, and their gradient, without a graph: a table
# [M, V] of one chunk is all that is ever held. Gradients of log-probabilities [M, C], where
# several targets stand at one position, add up.
class K(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # x [M, K], w [N, K] to [M, N].
  def multiply(self: __torch__.K, x: Tensor, w: Tensor) -> Tensor:
    # oneDNN makes and keeps code for each new shape, which small products are not worth.
    if torch.ge(torch.numel(w), ${packedSize}):
      y = ${product}
    else:
      y = torch.linear(x, w)
    return y

  # Adds table [M, V] transposed times hidden [M, D] to gradient [V, D].
  def addProduct(self: __torch__.K, gradient: Tensor, table: Tensor, hidden: Tensor) -> Tensor:
    if ${bfloat16}:
      sum = torch.add_(gradient, torch.matmul(torch.t(table), torch.to(hidden, 15)))
    elif torch.__and__(${turned}, torch.ge(torch.numel(gradient), ${packedSize})):
      # oneDNN wants its left side in order. Some columns at once, so that what is added is small.
      turned = torch.contiguous(torch.t(hidden))
      sum = torch.t(gradient)
      step = ops.prim.max(16, torch.floordiv((self).rowsAtOnce(table), 16) * 16)
      start = 0
      while torch.lt(start, torch.size(turned, 0)):
        end = ops.prim.min(start + step, torch.size(turned, 0))
        _ = torch.add_(torch.slice(sum, 0, start, end), (self).multiply(torch.slice(turned, 0, start, end), torch.t(table)))
        start = end
    else:
      sum = torch.addmm_(gradient, torch.t(table), hidden)
    return sum

  # hidden [M, D], weight [V, D] to logits [M, V].
  def logits(self: __torch__.K, hidden: Tensor, weight: Tensor) -> Tensor:
    if ${bfloat16}:
      logits = torch.linear(torch.to(hidden, 15), torch.to(weight, 15))
    else:
      logits = (self).multiply(torch.detach(hidden), torch.detach(weight))
    return logits

  # Log-probabilities of all tokens [M, V].
  def logProbs(self: __torch__.K, hidden: Tensor, weight: Tensor) -> Tensor:
    return torch.log_softmax(torch.to((self).logits(hidden, weight), 6), -1)

  # The same with a prior [M, V] added to the logits.
  def priorLogProbs(self: __torch__.K, hidden: Tensor, weight: Tensor, prior: Tensor) -> Tensor:
    logits = (self).logits(hidden, weight)
    return torch.log_softmax(torch.add(logits, prior), -1)

  # How many rows of a table [M, V] are worked on at once, so that they stay near the processor.
  def rowsAtOnce(self: __torch__.K, table: Tensor) -> int:
    return ops.prim.max(1, torch.floordiv(${nearSize}, torch.size(table, 1)))

  # A table [M, V] and what is to be taken from its rows, [M, 1], to have log-probabilities: logits in
  # bfloat16, which take half the memory, or log-probabilities themselves, of which nothing is taken.
  # `prior` is [M, V], or empty where there is none.
  def tabulate(self: __torch__.K, hidden: Tensor, weight: Tensor, prior: Tensor) -> List[Tensor]:
    table = (self).logits(hidden, weight)
    count = torch.size(table, 0)
    sums = torch.zeros([count, 1], dtype=6, layout=None, device=hidden.device)
    step = (self).rowsAtOnce(table)
    start = 0
    while torch.lt(start, count):
      end = ops.prim.min(start + step, count)
      rows = torch.slice(table, 0, start, end)
      if torch.gt(torch.numel(prior), 0):
        rows = torch.add_(rows, torch.slice(prior, 0, start, end))
      if ${bfloat16}:
        _ = torch.copy_(torch.slice(sums, 0, start, end), torch.logsumexp(torch.to(rows, 6), [-1], True))
      else:
        _ = torch.copy_(rows, torch.log_softmax(rows, -1))
      start = end
    return [table, sums]

  # Log-probabilities of some rows, the table's own where it holds them.
  def every(self: __torch__.K, table: Tensor, sums: Tensor, start: int, end: int) -> Tensor:
    every = torch.slice(table, 0, start, end)
    if ${bfloat16}:
      every = torch.sub(torch.to(every, 6), torch.slice(sums, 0, start, end))
    return every

  # Of the targets [M, C].
  def chosen(self: __torch__.K, table: Tensor, sums: Tensor, targets: Tensor) -> Tensor:
    return torch.sub(torch.to(torch.gather(table, 1, targets), 6), sums)

  def entropy(self: __torch__.K, table: Tensor, sums: Tensor) -> Tensor:
    entropies = torch.zeros_like(sums)
    count = torch.size(table, 0)
    step = (self).rowsAtOnce(table)
    start = 0
    while torch.lt(start, count):
      end = ops.prim.min(start + step, count)
      every = (self).every(table, sums, start, end)
      own = torch.neg(torch.sum(torch.mul(torch.exp(every), every), [-1], True))
      _ = torch.copy_(torch.slice(entropies, 0, start, end), own)
      start = end
    return entropies

  # d log p(target) / d logit j = 1[j = target] - p(j); d entropy / d logit j = -p(j) (log p(j) + H).
  # Overwrites the table; adds the weight's gradient to weightGradient; returns the hidden states'.
  # The entropies' gradient is [M, 1], or empty where there is none.
  def backward(self: __torch__.K, hidden: Tensor, weight: Tensor, targets: Tensor, table: Tensor, sums: Tensor, gradient: Tensor, weightGradient: Tensor, entropyGradient: Tensor) -> Tensor:
    count = torch.size(table, 0)
    step = (self).rowsAtOnce(table)
    all = torch.sum(gradient, [1], True)
    start = 0
    while torch.lt(start, count):
      end = ops.prim.min(start + step, count)
      every = (self).every(table, sums, start, end)
      scale = torch.slice(all, 0, start, end)
      if torch.gt(torch.numel(entropyGradient), 0):
        p = torch.exp(every)
        h = torch.neg(torch.sum(torch.mul(p, every), [-1], True))
        own = torch.slice(entropyGradient, 0, start, end)
        g = torch.neg_(torch.mul_(p, torch.add(torch.mul(own, torch.add(every, h)), scale)))
      else:
        g = torch.mul_(torch.exp_(every), torch.neg(scale))
      _ = torch.scatter_add_(g, 1, torch.slice(targets, 0, start, end), torch.slice(gradient, 0, start, end))
      if torch.__or__(${bfloat16}, torch.gt(torch.numel(entropyGradient), 0)):
        _1 = torch.copy_(torch.slice(table, 0, start, end), g)
      start = end
    if ${bfloat16}:
      down = torch.to(torch.matmul(table, torch.to(weight, 15)), 6)
    else:
      down = (self).multiply(table, torch.t(torch.detach(weight)))
    if torch.gt(torch.numel(weightGradient), 0):
      __ = (self).addProduct(weightGradient, table, hidden)
    return down

  # Puts values [M, C] into the cells [M] of zeros, as many cells as `shaped` has elements.
  def place(self: __torch__.K, values: Tensor, cells: Tensor, shaped: Tensor) -> Tensor:
    flat = torch.zeros([torch.numel(shaped), torch.size(values, 1)], dtype=6, layout=None, device=values.device)
    return torch.index_copy_(flat, 0, cells, values)

  # The other way; `like` [M, C] says how many values lie in a cell.
  def pick(self: __torch__.K, values: Tensor, cells: Tensor, like: Tensor) -> Tensor:
    return torch.index_select(torch.reshape(values, [-1, torch.size(like, 1)]), 0, cells)

  # Adds rows of gradient to the rows of an embedding's gradient that were looked up.
  def scatter(self: __torch__.K, tableGradient: Tensor, ids: Tensor, gradient: Tensor) -> Tensor:
    return torch.index_add_(tableGradient, 0, ids, gradient)
