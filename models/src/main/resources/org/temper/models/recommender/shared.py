# Log-probabilities of target items among one sample of items that all states share, and their gradient,
# without a graph. Logits are held for a few states at a time and computed again on the way back.
class K(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # Of the target and of the sample, [m, 1 + C]; an item of the sample that is the target counts for
  # nothing. hidden [m, D], weight [R, D], targets [m, 1], sample [C]; what is added to the logits: own
  # [m, 1], others [m, C] or [1, C].
  def logits(self: __torch__.K, hidden: Tensor, weight: Tensor, targets: Tensor, sample: Tensor, own: Tensor, others: Tensor) -> Tensor:
    target = torch.mul(torch.index_select(weight, 0, torch.flatten(targets)), hidden)
    target = torch.add(torch.sum(target, [1], True), own)
    drawn = torch.matmul(hidden, torch.t(torch.index_select(weight, 0, sample)))
    drawn = torch.add_(drawn, others)
    drawn = torch.masked_fill_(drawn, torch.eq(torch.unsqueeze(sample, 0), targets), -50000.)
    return torch.cat([target, drawn], 1)

  # The targets' log-probabilities [m, 1] and the logarithm of the sum that they were divided by, [m, 1].
  def score(self: __torch__.K, hidden: Tensor, weight: Tensor, targets: Tensor, sample: Tensor, own: Tensor, others: Tensor) -> Tuple[Tensor, Tensor]:
    logits = (self).logits(hidden, weight, targets, sample, own, others)
    total = torch.logsumexp(logits, [1], True)
    return (torch.sub(torch.slice(logits, 1, 0, 1), total), total)

  # Adds to the weight's gradient; returns the hidden states'. total and gradient [m, 1].
  def backward(self: __torch__.K, hidden: Tensor, weight: Tensor, targets: Tensor, sample: Tensor, own: Tensor, others: Tensor, total: Tensor, gradient: Tensor, weightGradient: Tensor) -> Tensor:
    logits = (self).logits(hidden, weight, targets, sample, own, others)
    g = torch.mul_(torch.exp_(torch.sub_(logits, total)), torch.neg(gradient))
    target = torch.add(torch.slice(g, 1, 0, 1), gradient)
    drawn = torch.slice(g, 1, 1)
    ids = torch.flatten(targets)
    down = torch.mul(torch.index_select(weight, 0, ids), target)
    down = torch.add_(down, torch.matmul(drawn, torch.index_select(weight, 0, sample)))
    _ = torch.index_add_(weightGradient, 0, ids, torch.mul(hidden, target))
    _0 = torch.index_add_(weightGradient, 0, sample, torch.matmul(torch.t(drawn), hidden))
    return down
