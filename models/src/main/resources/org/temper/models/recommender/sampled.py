# Log-probabilities of target items among a sample of items, and their gradient, without a graph. The
# rows of the table that are looked up are held for a few states at a time.
class K(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def statesAtOnce(self: __torch__.K, weight: Tensor, items: Tensor) -> int:
    return ops.prim.max(1, torch.floordiv(${chunkElements}, torch.size(weight, 1) * torch.size(items, 1)))

  # hidden [M, D], weight [K, D], items [M, 1 + n], the target first, and what is added to their logits,
  # [M, 1 + n], or nothing; to the targets' log-probabilities [M, 1] and all probabilities [M, 1 + n]. A
  # drawn item that is the target counts for nothing.
  def score(self: __torch__.K, hidden: Tensor, weight: Tensor, items: Tensor, added: Tensor) -> Tuple[Tensor, Tensor]:
    count = torch.size(items, 0)
    logits = torch.empty([count, torch.size(items, 1)], dtype=6, layout=None, device=hidden.device)
    step = (self).statesAtOnce(weight, items)
    for chunk in range(torch.floordiv(count + step - 1, step)):
      start = chunk * step
      end = ops.prim.min(count, start + step)
      ids = torch.slice(items, 0, start, end)
      rows = torch.embedding(weight, ids)
      rows = torch.mul_(rows, torch.unsqueeze(torch.slice(hidden, 0, start, end), 1))
      _ = torch.copy_(torch.slice(logits, 0, start, end), torch.sum(rows, [2]))
    if torch.gt(torch.numel(added), 0):
      logits = torch.add_(logits, added)
    drawn = torch.slice(items, 1, 1)
    collides = torch.eq(drawn, torch.slice(items, 1, 0, 1))
    __ = torch.masked_fill_(torch.slice(logits, 1, 1), collides, -50000.)
    every = torch.log_softmax(logits, 1)
    return (torch.contiguous(torch.slice(every, 1, 0, 1)), torch.exp(every))

  # Adds to the weight's gradient; returns the hidden states'. gradient [M, 1].
  def backward(self: __torch__.K, hidden: Tensor, weight: Tensor, items: Tensor, probabilities: Tensor, gradient: Tensor, weightGradient: Tensor) -> Tensor:
    g = torch.neg(torch.mul(probabilities, gradient))
    _ = torch.add_(torch.slice(g, 1, 0, 1), gradient)
    count = torch.size(items, 0)
    size = torch.size(items, 1)
    starts = torch.arange(0, count * size, size, dtype=4, device=items.device)
    weights = torch.flatten(g)
    down, _0, _1, _2 = torch.embedding_bag(weight, torch.flatten(items), starts, False, 0, False, weights, False)
    step = (self).statesAtOnce(weight, items)
    for chunk in range(torch.floordiv(count + step - 1, step)):
      start = chunk * step
      end = ops.prim.min(count, start + step)
      ids = torch.slice(items, 0, start, end)
      part = torch.slice(g, 0, start, end)
      outer = torch.mul(torch.unsqueeze(part, 2), torch.unsqueeze(torch.slice(hidden, 0, start, end), 1))
      ___ = torch.index_add_(weightGradient, 0, torch.flatten(ids), torch.reshape(outer, [-1, torch.size(weight, 1)]))
    return down
