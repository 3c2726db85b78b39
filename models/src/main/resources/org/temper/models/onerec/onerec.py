# What the networks of OneRec have in common; goes before encoder-decoder.py or lazy-decoder.py.
#
# A history lies in rows of items, one token or several: `ids` [P, Th * tokens of each], -1 where there is
# none; `mask` [P, 1, 1, Th] hides padding, and `ages` [P, Th] count from the newest. What is generated after it lies in rows of its own, [B, Tt], which end with padding.
class K(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # Dropout by a mask [N, width] that was drawn before; an empty one drops nothing.
  def drop(self: __torch__.K, x: Tensor, mask: Tensor) -> Tensor:
    if torch.gt(torch.numel(mask), 0):
      x = torch.mul(x, torch.view(mask, torch.size(x)))
    return x

  def norm(self: __torch__.K, x: Tensor, gain: Tensor) -> Tensor:
    return torch.rms_norm(x, [torch.size(gain, 0)], gain, ${epsilon})

  # [B, T, h * size] to [B, h, T, size].
  def split(self: __torch__.K, x: Tensor) -> Tensor:
    return torch.transpose(torch.unflatten(x, 2, [-1, ${headSize}]), 1, 2)

  # And back.
  def join(self: __torch__.K, x: Tensor) -> Tensor:
    return torch.flatten(torch.transpose(x, 1, 2), 2)

  def part(self: __torch__.K, x: Tensor, i: int) -> Tensor:
    return (self).split(torch.slice(x, 2, i * ${width}, (i + 1) * ${width}))

  # Tokens among those before them; qkv side by side in the weight.
  def causal(self: __torch__.K, x: Tensor, qkv: Tensor, output: Tensor) -> Tensor:
    y = torch.linear(x, qkv)
    a = torch.scaled_dot_product_attention((self).part(y, 0), (self).part(y, 1), (self).part(y, 2), None, 0., True)
    return torch.linear((self).join(a), output)

  # Queries [P, S, width] on keys and values [P, g, Th, size], each for some of the heads.
  def look(self: __torch__.K, q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    groups = torch.size(k, 1)
    steps = torch.size(q, 1)
    q = torch.permute(torch.unflatten(q, 2, [groups, -1, ${headSize}]), [0, 2, 3, 1, 4])
    a = torch.scaled_dot_product_attention(torch.flatten(q, 2, 3), k, v, mask, 0., False)
    return torch.flatten(torch.permute(torch.unflatten(a, 2, [-1, steps]), [0, 3, 1, 2, 4]), 2)

  def feed(self: __torch__.K, x: Tensor, gateUp: Tensor, down: Tensor) -> Tensor:
    y = torch.linear(x, gateUp)
    half = torch.floordiv(torch.size(y, -1), 2)
    return torch.linear(torch.mul(torch.silu(torch.slice(y, -1, 0, half)), torch.slice(y, -1, half)), down)

  # One token of each row, [R], at its place.
  def token(self: __torch__.K, ids: Tensor, places: Tensor, w: List[Tensor]) -> Tensor:
    return torch.add(torch.index_select(w[0], 0, ids), torch.index_select(w[2], 0, places))

  # [B, Tt] to [B, Tt, width].
  def target(self: __torch__.K, ids: Tensor, w: List[Tensor]) -> Tensor:
    x = torch.unflatten(torch.index_select(w[0], 0, torch.flatten(ids)), 0, [torch.size(ids, 0), torch.size(ids, 1)])
    return torch.add(x, torch.slice(w[2], 0, 0, torch.size(ids, 1)))

  # `look` for one query of each row [R, width]: `cells` [P, S] say which rows ask each history, `rowCells`
  # [R] where each row is in them.
  def lookUp(self: __torch__.K, q: Tensor, k: Tensor, v: Tensor, mask: Tensor, cells: Tensor, rowCells: Tensor) -> Tensor:
    asked = torch.unflatten(torch.index_select(q, 0, torch.flatten(cells)), 0, [torch.size(cells, 0), torch.size(cells, 1)])
    return torch.index_select(torch.flatten((self).look(asked, k, v, mask), 0, 1), 0, rowCells)

  # `causal` for one token of each row; `kept` has the keys and values of those before, [R, heads, Tt, size],
  # and `now` [R, 1, Tt, 1] is true at the token's place, nowhere in a row that stands still.
  def remember(self: __torch__.K, kept: Tensor, new: Tensor, now: Tensor) -> Tensor:
    return torch.where(now, torch.unsqueeze(torch.unflatten(new, 1, [-1, ${headSize}]), 2), kept)

  def recall(self: __torch__.K, q: Tensor, keys: Tensor, values: Tensor, seen: Tensor) -> Tensor:
    q = torch.unsqueeze(torch.unflatten(q, 1, [-1, ${headSize}]), 2)
    return torch.flatten(torch.scaled_dot_product_attention(q, keys, values, seen, 0., False), 1)

  # The rows of some arrays.
  def pick(self: __torch__.K, arrays: List[Tensor], rows: Tensor) -> List[Tensor]:
    picked = annotate(List[Tensor], [])
    for array in arrays:
      _ = torch.append(picked, torch.index_select(array, 0, rows))
    return picked
