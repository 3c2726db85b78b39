# What a pass that is trained on draws, from a generator of its own: it follows from the seed alone, and
# neither reads nor moves the generator that the process shares.
class K(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # numbers: the seed, N tokens, M rows of negatives, n in each. First what the activations of the tokens
  # are multiplied by, 0 or 1 / (1 - dropout), [N, width] for each width; last [M, n] items, where n > 0.
  def draw(self: __torch__.K, numbers: Tensor) -> List[Tensor]:
    generator = torch.Generator(device=numbers.device, seed=int(torch.select(numbers, 0, 0)))
    drawn = annotate(List[Tensor], [])
    widths = annotate(List[int], ${widths})
    for i in range(len(widths)):
      size = [int(torch.select(numbers, 0, 1)), widths[i]]
      kept = torch.empty(size, dtype=6, layout=None, device=numbers.device)
      kept = torch.bernoulli_(kept, 1. - ${dropout}, generator=generator)
      _ = torch.append(drawn, torch.div_(kept, 1. - ${dropout}))
    negatives = int(torch.select(numbers, 0, 3))
    if torch.gt(negatives, 0):
      size = [int(torch.select(numbers, 0, 2)), negatives]
      items = torch.randint(${items}, size, generator=generator, dtype=4, layout=None, device=numbers.device)
      _0 = torch.append(drawn, items)
    return drawn
