# A trained recommender on its own; goes after hstu.py and script-hstu.py, or sasrec.py and script-sasrec.py.
# Histories are items int64 [B, T], the oldest first and all of one length.

  # The tokens of a batch without padding, as cells [B, T].
  def cellsOf(self: __torch__.K, histories: Tensor) -> Tensor:
    cells = torch.arange(torch.numel(histories), dtype=4, device=histories.device)
    return torch.view(cells, torch.size(histories))

  # The positions of those tokens, [N].
  def positionsOf(self: __torch__.K, cells: Tensor) -> Tensor:
    return torch.remainder(torch.flatten(cells), torch.size(cells, 1))

  # The token that each next item is predicted from, [B].
  def lastOf(self: __torch__.K, cells: Tensor) -> Tensor:
    return torch.flatten(torch.slice(cells, 1, -1))

  # The logit of each item as the next, float32 [B, K].
  def forward(self: __torch__.K, histories: Tensor${parameters}) -> Tensor:
    return torch.matmul((self).states(histories${arguments}), torch.t((self).items()))
