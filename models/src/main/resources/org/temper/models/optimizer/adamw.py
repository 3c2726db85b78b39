# Decoupled weight decay over lists of tensors. Scalars come as 0-dimensional tensors.
class K(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # The norm of all gradients together.
  def norm(self: __torch__.K, gradients: List[Tensor]) -> Tensor:
    return torch.linalg_vector_norm(torch.stack(torch._foreach_norm(gradients)))

  def zero(self: __torch__.K, gradients: List[Tensor]) -> Tensor:
    torch._foreach_zero_(gradients)
    return gradients[0]

  # Gradients are divided by `divisor` first, which clips them.
  def step(self: __torch__.K, parameters: List[Tensor], gradients: List[Tensor], means: List[Tensor], squares: List[Tensor], steps: List[Tensor], learningRate: Tensor, weightDecay: Tensor, divisor: Tensor) -> Tensor:
    torch._foreach_add_(steps, 1)
    none = annotate(List[Tensor], [])
    torch._fused_adamw_(parameters, gradients, means, squares, none, steps, lr=float(learningRate), beta1=${beta1}, beta2=${beta2}, weight_decay=float(weightDecay), eps=${epsilon}, amsgrad=False, maximize=False, grad_scale=divisor, found_inf=None)
    return divisor

  # A gradient of rows, sparse [K, D], to the rows [R] that it reached, each once, and its values [R, D].
  def rows(self: __torch__.K, gradient: Tensor) -> Tuple[Tensor, Tensor]:
    once = torch.coalesce(gradient)
    return (torch.select(torch.indices(once), 0, 0), torch.values(once))

  def dense(self: __torch__.K, gradient: Tensor) -> Tensor:
    return torch.to_dense(gradient)

  # Forgets every row, whatever the values are.
  def forget(self: __torch__.K, gradient: Tensor) -> Tensor:
    return torch.zero_(gradient)

  # A gradient of rows that has reached none.
  def noRows(self: __torch__.K, parameter: Tensor) -> Tensor:
    device = parameter.device
    indices = torch.zeros([1, 0], dtype=4, layout=None, device=device)
    values = torch.zeros([0, torch.size(parameter, 1)], dtype=6, layout=None, device=device)
    return torch.sparse_coo_tensor(indices, values, torch.size(parameter), dtype=6, layout=None, device=device)

  # The same step for the given rows alone, `rowsAtOnce` at a time. `reached` [K] int64 holds the step at
  # which each row was last reached; for the steps since then, in which its gradient was 0, its moments
  # decay first.
  def stepRows(self: __torch__.K, parameter: Tensor, rows: Tensor, values: Tensor, mean: Tensor, square: Tensor, reached: Tensor, steps: Tensor, learningRate: Tensor, weightDecay: Tensor, divisor: Tensor) -> Tensor:
    _ = torch.add_(steps, 1)
    now = int(steps)
    rate = float(learningRate)
    kept = 1. - rate * float(weightDecay)
    move = torch.neg(torch.div(rate, 1. - torch.pow(${beta1}, now)))
    root = torch.sqrt(1. - torch.pow(${beta2}, now))
    count = torch.size(rows, 0)
    for chunk in range(torch.floordiv(count + ${rowsAtOnce} - 1, ${rowsAtOnce})):
      start = chunk * ${rowsAtOnce}
      end = ops.prim.min(count, start + ${rowsAtOnce})
      ids = torch.slice(rows, 0, start, end)
      g = torch.div(torch.slice(values, 0, start, end), divisor)
      skipped = torch.unsqueeze(torch.to(torch.rsub(torch.index_select(reached, 0, ids), now - 1), 7), 1)
      m = torch.mul_(torch.index_select(mean, 0, ids), torch.to(torch.pow(${beta1}, skipped), 6))
      v = torch.mul_(torch.index_select(square, 0, ids), torch.to(torch.pow(${beta2}, skipped), 6))
      m = torch.lerp_(m, g, 1. - ${beta1})
      v = torch.addcmul_(torch.mul_(v, ${beta2}), g, g, value=1. - ${beta2})
      p = torch.mul_(torch.index_select(parameter, 0, ids), kept)
      p = torch.addcdiv_(p, m, torch.add_(torch.div_(torch.sqrt(v), root), ${epsilon}), value=move)
      _0 = torch.index_copy_(parameter, 0, ids, p)
      _1 = torch.index_copy_(mean, 0, ids, m)
      _2 = torch.index_copy_(square, 0, ids, v)
      _3 = torch.index_fill_(reached, 0, ids, now)
    return divisor

  # Before a step that reaches every row: what rows have missed.
  def catchUp(self: __torch__.K, mean: Tensor, square: Tensor, reached: Tensor, steps: Tensor) -> Tensor:
    now = int(steps)
    skipped = torch.unsqueeze(torch.to(torch.rsub(reached, now), 7), 1)
    _ = torch.mul_(mean, torch.to(torch.pow(${beta1}, skipped), 6))
    _0 = torch.mul_(square, torch.to(torch.pow(${beta2}, skipped), 6))
    return torch.fill_(reached, now + 1)
