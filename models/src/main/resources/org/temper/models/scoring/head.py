# Log-probabilities of chosen tokens under a linear head, and their gradient, without a graph. The vocabulary
# is worked through in pieces: [M, n], the logits of one, is all that is held where they are not kept.
# Gradients of log-probabilities [M, C], where several targets stand at one position, add up.
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

  # How many tokens of the vocabulary are worked on at once: so many that their logits [M, n] stay near the
  # processor, but some for each of the targets [M, C] of a state, which are looked for in every piece.
  def tokensAtOnce(self: __torch__.K, targets: Tensor) -> int:
    near = torch.floordiv(${nearSize}, torch.size(targets, 0) * 64)
    return ops.prim.max(near, torch.size(targets, 1)) * 64

  # Logits [M, n] of tokens from `start` to `end`. `prior` is [M, V] or [1, V], or empty where there is none.
  def piece(self: __torch__.K, hidden: Tensor, weight: Tensor, prior: Tensor, start: int, end: int) -> Tensor:
    logits = (self).logits(hidden, torch.slice(weight, 0, start, end))
    if torch.gt(torch.numel(prior), 0):
      logits = torch.add_(logits, torch.slice(prior, 1, start, end))
    return logits

  # Targets [M, C] as columns of a piece of `count` tokens, and whether they are of it.
  def columns(self: __torch__.K, targets: Tensor, start: int, count: int) -> List[Tensor]:
    columns = torch.sub(targets, start)
    within = torch.__and__(torch.ge(columns, 0), torch.lt(columns, count))
    return [torch.clamp(columns, 0, count - 1), within]

  # Log-probabilities [M, C] of the targets; each state's log of its sum of exponentials, [M, 1]; entropies
  # [M, 1], empty where `entropic` is; and, unless `kept` is empty, the logits of each piece.
  def score(self: __torch__.K, hidden: Tensor, weight: Tensor, targets: Tensor, prior: Tensor, entropic: Tensor, kept: Tensor) -> List[Tensor]:
    hidden = torch.to(torch.detach(hidden), ${productType})
    chosen = torch.zeros(torch.size(targets), dtype=6, layout=None, device=hidden.device)
    sums = annotate(List[Tensor], [])
    parts = annotate(List[Tensor], [])
    tables = annotate(List[Tensor], [])
    step = (self).tokensAtOnce(targets)
    start = 0
    while torch.lt(start, torch.size(weight, 0)):
      end = ops.prim.min(start + step, torch.size(weight, 0))
      table = (self).piece(hidden, weight, prior, start, end)
      logits = torch.to(table, 6)
      sum = torch.logsumexp(logits, [-1], True)
      columns = (self).columns(targets, start, end - start)
      chosen = torch.where(columns[1], torch.gather(logits, 1, columns[0]), chosen)
      if torch.gt(torch.numel(entropic), 0):
        every = torch.sub(logits, sum)
        _ = torch.append(parts, torch.neg(torch.sum(torch.mul_(torch.exp(every), every), [-1], True)))
      if torch.gt(torch.numel(kept), 0):
        _1 = torch.append(tables, table)
      _2 = torch.append(sums, sum)
      start = end
    every = torch.cat(sums, 1)
    total = torch.logsumexp(every, [-1], True)
    entropies = entropic
    if torch.gt(torch.numel(entropic), 0):
      # That of which piece, and of each piece as often as it is that.
      every = torch.sub(every, total)
      entropies = torch.sum(torch.mul(torch.exp(every), torch.sub(torch.cat(parts, 1), every)), [-1], True)
    return torch.add([torch.sub(chosen, total), total, entropies], tables)

  # d log p(target) / d logit j = 1[j = target] - p(j); d entropy / d logit j = -p(j) (log p(j) + H).
  # Takes of what `score` gave the sums, the entropies and the tables, which it overwrites, or computes
  # these again where there are none. Adds the weight's gradient to weightGradient, unless that is empty;
  # returns the hidden states'. The entropies' gradient is [M, 1], or empty where there is none.
  def backward(self: __torch__.K, hidden: Tensor, weight: Tensor, targets: Tensor, prior: Tensor, scored: List[Tensor], gradient: Tensor, weightGradient: Tensor, entropyGradient: Tensor) -> Tensor:
    short = torch.to(torch.detach(hidden), ${productType})
    weight = torch.detach(weight)
    turned = short
    if ${turned}:
      turned = torch.contiguous(torch.t(short))
    down = torch.zeros_like(hidden)
    scale = torch.neg(torch.sum(gradient, [1], True))
    step = (self).tokensAtOnce(targets)
    i = 2
    start = 0
    while torch.lt(start, torch.size(weight, 0)):
      end = ops.prim.min(start + step, torch.size(weight, 0))
      if torch.gt(len(scored), 2):
        table = scored[i]
      else:
        table = (self).piece(short, weight, prior, start, end)
      every = torch.sub_(torch.to(table, 6), scored[0])
      if torch.gt(torch.numel(entropyGradient), 0):
        p = torch.exp(every)
        g = torch.mul_(p, torch.sub(scale, torch.mul_(torch.add_(every, scored[1]), entropyGradient)))
      else:
        g = torch.mul_(torch.exp_(every), scale)
      columns = (self).columns(targets, start, end - start)
      _ = torch.scatter_add_(g, 1, columns[0], torch.mul(gradient, columns[1]))
      w = torch.slice(weight, 0, start, end)
      if ${bfloat16}:
        g = torch.copy_(table, g)
        down = torch.add_(down, torch.matmul(g, torch.to(w, 15)))
      else:
        down = torch.add_(down, (self).multiply(g, torch.t(w)))
      if torch.gt(torch.numel(weightGradient), 0):
        _1 = (self).addProduct(torch.slice(weightGradient, 0, start, end), g, short, turned)
      i = i + 1
      start = end
    return down

  # Adds g [M, n] transposed times hidden [M, D] to gradient [n, D]; `turned` is hidden transposed, where that helps.
  def addProduct(self: __torch__.K, gradient: Tensor, g: Tensor, hidden: Tensor, turned: Tensor) -> Tensor:
    if ${bfloat16}:
      sum = torch.add_(gradient, torch.matmul(torch.t(g), hidden))
    elif torch.__and__(${turned}, torch.ge(torch.numel(gradient), ${packedSize})):
      # oneDNN wants its left side in order.
      sum = torch.add_(gradient, torch.t((self).multiply(turned, torch.t(g))))
    else:
      sum = torch.addmm_(gradient, torch.t(g), hidden)
    return sum

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
