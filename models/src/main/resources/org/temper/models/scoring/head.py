# Log-probabilities of chosen tokens under a linear head, and their gradient, without a graph: the
# [M, V] logits of one chunk are all that is ever held. Gradients of log-probabilities [M, C], where
# several targets stand at one position, add up.
class K(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # hidden [M, D], weight [V, D] to logits [M, V].
  def logits(self: __torch__.K, hidden: Tensor, weight: Tensor) -> Tensor:
    if ${bfloat16}:
      logits = torch.to(torch.linear(torch.to(hidden, 15), torch.to(weight, 15)), 6)
    else:
      x = torch.detach(hidden)
      w = torch.detach(weight)
      # oneDNN makes and keeps code for each new shape, which small products are not worth.
      if torch.ge(torch.numel(w), ${packedSize}):
        logits = ${product}
      else:
        logits = torch.linear(x, w)
    return logits

  # Log-probabilities of all tokens [M, V].
  def logProbs(self: __torch__.K, hidden: Tensor, weight: Tensor) -> Tensor:
    return torch.log_softmax((self).logits(hidden, weight), -1)

  # The same with a prior [M, V] added to the logits.
  def priorLogProbs(self: __torch__.K, hidden: Tensor, weight: Tensor, prior: Tensor) -> Tensor:
    logits = (self).logits(hidden, weight)
    return torch.log_softmax(torch.add(logits, prior), -1)

  # Of the targets [M, C].
  def chosen(self: __torch__.K, every: Tensor, targets: Tensor) -> Tensor:
    return torch.gather(every, 1, targets)

  def entropy(self: __torch__.K, every: Tensor) -> Tensor:
    return torch.neg(torch.sum(torch.mul(torch.exp(every), every), [-1], True))

  # d log p(target) / d logit j = 1[j = target] - p(j); d entropy / d logit j = -p(j) (log p(j) + H).
  # Overwrites `every`; adds the weight's gradient to weightGradient; returns the hidden states'.
  def backward(self: __torch__.K, hidden: Tensor, weight: Tensor, targets: Tensor, every: Tensor, gradient: Tensor, weightGradient: Tensor) -> Tensor:
    p = torch.exp_(every)
    g = torch.mul_(p, torch.neg(torch.sum(gradient, [1], True)))
    return (self).push(g, hidden, weight, targets, gradient, weightGradient)

  def backwardEntropy(self: __torch__.K, hidden: Tensor, weight: Tensor, targets: Tensor, every: Tensor, gradient: Tensor, weightGradient: Tensor, entropyGradient: Tensor) -> Tensor:
    p = torch.exp(every)
    h = torch.neg(torch.sum(torch.mul(p, every), [-1], True))
    scale = torch.add(torch.mul(entropyGradient, torch.add(every, h)), torch.sum(gradient, [1], True))
    g = torch.neg_(torch.mul_(p, scale))
    return (self).push(g, hidden, weight, targets, gradient, weightGradient)

  def push(self: __torch__.K, g: Tensor, hidden: Tensor, weight: Tensor, targets: Tensor, gradient: Tensor, weightGradient: Tensor) -> Tensor:
    _ = torch.scatter_add_(g, 1, targets, gradient)
    if ${bfloat16}:
      half = torch.to(g, 15)
      down = torch.to(torch.matmul(half, torch.to(weight, 15)), 6)
      if torch.gt(torch.numel(weightGradient), 0):
        __ = torch.add_(weightGradient, torch.matmul(torch.t(half), torch.to(hidden, 15)))
    else:
      down = torch.matmul(g, weight)
      if torch.gt(torch.numel(weightGradient), 0):
        __ = torch.addmm_(weightGradient, torch.t(g), hidden)
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
