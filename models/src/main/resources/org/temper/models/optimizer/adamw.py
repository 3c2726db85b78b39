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
