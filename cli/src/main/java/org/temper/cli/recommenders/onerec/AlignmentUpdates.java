package org.temper.cli.recommenders.onerec;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.temper.algorithms.preference.AlignmentPart;
import org.temper.api.PreferenceBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.updates.UpdateBatch;
import org.temper.api.updates.UpdateSource;

/**
 * The updates of one iteration of alignment: each has some pairs, and beside them the next of the
 * logged sequences.
 *
 * @param pairs of each update
 * @param logged the sequences, from the first update of this iteration on
 * @param firstLogged the index of that update among those of the log
 */
record AlignmentUpdates(
    List<PreferenceBatch> pairs, UpdateSource<SequenceBatch> logged, long firstLogged)
    implements UpdateSource<AlignmentPart> {

  @Override
  public long updatesPerEpoch() {
    return pairs.size();
  }

  @Override
  public UpdateBatch<AlignmentPart> update(long seed, long index) {
    UpdateBatch<SequenceBatch> beside = logged.update(seed, firstLogged + index);
    PreferenceBatch batch = pairs.get(Math.toIntExact(index % pairs.size()));
    return new UpdateBatch<>(
        Stream.<AlignmentPart>concat(
                Stream.of(new AlignmentPart.Pairs(batch)),
                beside.microBatches().stream().map(AlignmentPart.Logged::new))
            .toList(),
        ImmutableList.copyOf(beside.exampleIds()));
  }

  @Override
  public Map<String, String> identity() {
    return logged.identity();
  }
}
