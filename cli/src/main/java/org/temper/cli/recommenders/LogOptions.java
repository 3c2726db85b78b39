package org.temper.cli.recommenders;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.temper.api.Excerpt;
import org.temper.cli.options.values.Inapplicable;
import org.temper.interactions.Duplicates;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.files.BadRow;
import org.temper.interactions.files.DelimitedFormat;
import org.temper.interactions.files.EmptyFeedback;
import org.temper.interactions.files.InteractionFields;
import org.temper.interactions.files.InteractionReader;
import org.temper.interactions.files.ReadLog;
import org.temper.interactions.files.ReadOptions;
import org.temper.interactions.files.Timestamps;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options for where a log comes from, and what of it is used. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class LogOptions {
  /** The most characters of a message about a row. */
  private static final int LINE = 300;

  private static final InteractionFields MOVIE_LENS = InteractionFields.movieLens();

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description =
          "log of interactions: a file, gzip or not, or a folder with ratings.dat, .csv, .tsv,"
              + " .parquet or u.data (default: a simulated log)")
  private @Nullable Path data;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "auto",
      description =
          "${COMPLETION-CANDIDATES}; double_colon is user::item::rating::time, u_data is"
              + " MovieLens 100K's, auto goes by the file's name (default: ${DEFAULT-VALUE})")
  private LogFormat format;

  @Option(
      names = "--columns",
      paramLabel = "NAMES",
      split = ",",
      description =
          "names of all columns of a csv or tsv file, in its order, where its first row is data,"
              + " such as userId,movieId,rating,timestamp (default: the first row)")
  private List<String> columns = new ArrayList<>();

  @Option(
      names = "--user-column",
      paramLabel = "NAME",
      description = "column of the user (default: userId)")
  private @Nullable String userColumn;

  @Option(
      names = "--item-column",
      paramLabel = "NAME",
      description = "column of the item (default: movieId)")
  private @Nullable String itemColumn;

  @Option(
      names = "--time-column",
      paramLabel = "NAME",
      description = "column of the time (default: timestamp)")
  private @Nullable String timeColumn;

  @Option(
      names = "--feedback-column",
      paramLabel = "NAME",
      split = ",",
      description =
          "column of what came of it: the reward; or several, each with the weight of its standard"
              + " deviation, such as watched=1,liked=2 (default: rating; watch_time of a simulated"
              + " log)")
  private List<String> feedbackColumn = new ArrayList<>();

  @Option(
      names = "--time-unit",
      paramLabel = "UNIT",
      defaultValue = "seconds",
      description = "${COMPLETION-CANDIDATES} since 1970 (default: ${DEFAULT-VALUE})")
  private Timestamps timeUnit;

  @Option(
      names = "--bad-rows",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "most rows that may be malformed; they are left out and told of (default:"
              + " ${DEFAULT-VALUE})")
  private long badRows;

  @Option(
      names = "--duplicates",
      paramLabel = "RULE",
      defaultValue = "keep_first_of_item_and_time",
      description =
          "which of a user's events with one item stays: ${COMPLETION-CANDIDATES} (default:"
              + " ${DEFAULT-VALUE})")
  private Duplicates duplicates;

  @Option(
      names = "--core",
      paramLabel = "K",
      defaultValue = "5",
      description =
          "users and items with fewer events are dropped until none is left (default:"
              + " ${DEFAULT-VALUE})")
  private int core;

  /** A log, and the columns of it that make the reward, where it has any. */
  record Source(InteractionLog log, Optional<FeedbackColumns> feedback) {}

  /** Whether a file was named. */
  boolean isGiven() {
    return data != null;
  }

  /** Refuses options that have no effect beside others. */
  void checkApplicable(CommandSpec spec) {
    feedback();
    if (data == null) {
      Inapplicable.check(
          spec,
          "without --data",
          "--format",
          "--columns",
          "--user-column",
          "--item-column",
          "--time-column",
          "--time-unit",
          "--bad-rows");
    } else {
      Inapplicable.check(spec, "with --data", SimulatorOptions.NAMES);
      Inapplicable.check(spec, "with --data", "--sweep", "--preset", "--worlds");
      switch (format.of(LogFormat.file(data))) {
        case DOUBLE_COLON -> checkFixed(spec, "in a file of user::item::rating::time");
        case U_DATA -> checkFixed(spec, "in a file laid out as u.data");
        case PARQUET -> Inapplicable.check(spec, "in a Parquet file", "--columns");
        default -> {}
      }
    }
  }

  private static void checkFixed(CommandSpec spec, String reason) {
    Inapplicable.check(
        spec,
        reason,
        "--columns",
        "--user-column",
        "--item-column",
        "--time-column",
        "--feedback-column");
  }

  /** Reads the file. */
  Source read(long seed, Rewards rewards, PrintWriter messages) {
    checkArgument(data != null, "--data: expected a file or a folder, got none");
    checkArgument(badRows >= 0, "--bad-rows: expected at least 0, got %s", badRows);
    Path file = LogFormat.file(data);
    ReadOptions options =
        ReadOptions.strict(timeUnit, seed)
            .withBadRowLimit(badRows)
            .withEmptyFeedback(
                rewards == Rewards.NEEDED ? EmptyFeedback.BAD_ROW : EmptyFeedback.NOT_GIVEN);
    ReadLog read =
        switch (format.of(file)) {
          case DOUBLE_COLON -> InteractionReader.doubleColon(file, options);
          case CSV -> delimited(file, DelimitedFormat.csv(), rewards, options);
          case TSV -> delimited(file, DelimitedFormat.tsv(), rewards, options);
          case U_DATA ->
              InteractionReader.delimited(
                  file,
                  DelimitedFormat.movieLens100K(),
                  InteractionFields.movieLens100K(),
                  options);
          case PARQUET ->
              InteractionReader.parquet(
                  file, fields(() -> InteractionReader.parquetColumns(file), rewards), options);
          case AUTO -> throw new IllegalStateException("auto is no format of a file");
        };
    for (BadRow row : read.firstBadRows()) {
      messages.println(Excerpt.line("left out: " + row, LINE));
    }
    if (read.badRows() > 0) {
      messages.println("left out " + read.badRows() + " malformed rows");
    }
    read.timeWarning().ifPresent(warning -> messages.println("warning: " + file + ": " + warning));
    messages.flush();
    Optional<FeedbackColumns> first =
        read.log().events().feedback().keySet().stream().findFirst().map(FeedbackColumns::of);
    return new Source(filtered(read.log()), first.map(column -> feedback().orElse(column)));
  }

  /** What stays of a log. */
  InteractionLog filtered(InteractionLog log) {
    checkArgument(core >= 1, "--core: expected at least 1, got %s", core);
    InteractionLog kept = log.deduplicated(duplicates).kCore(core);
    checkArgument(
        kept.size() > 0,
        "--core: expected a number of which some events are left, got %s of %s events",
        core,
        log.size());
    return kept;
  }

  /** The columns of the reward that were asked for. */
  Optional<FeedbackColumns> feedback() {
    return feedbackColumn.isEmpty()
        ? Optional.empty()
        : Optional.of(FeedbackColumns.parse(feedbackColumn));
  }

  private ReadLog delimited(
      Path file, DelimitedFormat format, Rewards rewards, ReadOptions options) {
    DelimitedFormat named = format.withoutHeader(columns.toArray(String[]::new));
    InteractionFields fields =
        fields(() -> InteractionReader.delimitedColumns(file, named), rewards);
    return InteractionReader.delimited(file, named, fields, options);
  }

  /** The columns to read: that of the reward where it was named, is needed, or is there. */
  private InteractionFields fields(Supplier<List<String>> present, Rewards rewards) {
    ImmutableList<String> reward =
        feedback().map(FeedbackColumns::names).orElse(ImmutableList.copyOf(MOVIE_LENS.feedback()));
    boolean expected =
        !feedbackColumn.isEmpty() || rewards == Rewards.NEEDED || present.get().containsAll(reward);
    return new InteractionFields(
        orElse(userColumn, MOVIE_LENS.user()),
        orElse(itemColumn, MOVIE_LENS.item()),
        orElse(timeColumn, MOVIE_LENS.time()),
        expected ? reward : ImmutableList.of());
  }

  private static String orElse(@Nullable String given, String otherwise) {
    return given == null ? otherwise : given;
  }
}
