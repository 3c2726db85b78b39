package org.temper.data.hub;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.temper.api.Excerpt;
import org.temper.data.hub.HubClient.At;
import org.temper.data.hub.HubException.Reason;
import org.temper.data.hub.HubSettings.Access;

/**
 * Models and data sets of the Hugging Face Hub, on this machine's disk: found in the cache folder
 * that Hugging Face's own libraries keep, or fetched into it, so that they find them there too.
 *
 * <p>Without a revision, what the cache holds is used as it is, and nobody is asked. With a branch
 * or a tag, the Hub is asked which commit it is now; where it does not answer, the cache's counts.
 * Only files that Temper reads are fetched: of a model its configuration, its tokenizer, its chat
 * templates and its weights as safetensors. Each appears when it is whole and its hash is right;
 * what is there of one that broke off is gone on from.
 */
public final class Hub {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final HubSettings settings;
  private final HubClient client;
  private final Retries.Pause pause;
  private final SnapshotFiles.Linker linker;
  private final FetchProgress progress;

  private Hub(
      HubSettings settings,
      HubClient client,
      Retries.Pause pause,
      SnapshotFiles.Linker linker,
      FetchProgress progress) {
    this.settings = settings;
    this.client = client;
    this.pause = pause;
    this.linker = linker;
    this.progress = progress;
  }

  /**
   * The Hub as the process's environment has it.
   *
   * @return the Hub
   * @throws IllegalArgumentException if a variable is malformed; the message names it
   * @throws IOException if the file of the token cannot be read
   */
  public static Hub ofEnvironment() throws IOException {
    return of(HubSettings.of(System.getenv()));
  }

  /**
   * The Hub under given settings.
   *
   * @param settings the cache, the endpoint and the token
   * @return the Hub
   */
  public static Hub of(HubSettings settings) {
    HttpClient http =
        HttpClient.newBuilder().connectTimeout(CONNECT).followRedirects(Redirect.NEVER).build();
    return new Hub(
        settings,
        new HubClient(http, settings, SILENCE),
        time -> Thread.sleep(time.toMillis()),
        (link, target) -> Files.createSymbolicLink(link, target),
        FetchProgress.NONE);
  }

  /**
   * The same, which tells of what it fetches.
   *
   * @param listener is told
   * @return a new Hub
   */
  public Hub withProgress(FetchProgress listener) {
    return new Hub(settings, client, pause, linker, listener);
  }

  /** The same with another sense of time, for tests. */
  Hub withPause(Retries.Pause other) {
    return new Hub(settings, client, other, linker, progress);
  }

  /** The same with another patience, for tests. */
  Hub withSilence(Duration silence) {
    return new Hub(
        settings, new HubClient(client.http(), settings, silence), pause, linker, progress);
  }

  /** The same with another way to make links, for tests. */
  Hub withLinker(SnapshotFiles.Linker other) {
    return new Hub(settings, client, pause, other, progress);
  }

  /**
   * The settings.
   *
   * @return the cache, the endpoint and the token
   */
  public HubSettings settings() {
    return settings;
  }

  /**
   * A model's directory.
   *
   * @param name its repository, without a path
   * @return the snapshot's folder, in Hugging Face's layout; its last name is the commit
   * @throws IllegalArgumentException if the name has a path
   * @throws HubException if neither the cache nor the Hub has it, or what the Hub sends is not what
   *     it says; the message is one line
   * @throws IOException if the cache cannot be read or written
   */
  public Path model(HubName name) throws IOException {
    if (name.path().isPresent()) {
      throw new IllegalArgumentException("name: expected a model without a path, got " + name);
    }
    RepositoryFolder folder = folder(HubKind.MODEL, name);
    Optional<String> cached = folder.commit(revision(name));
    List<String> missing =
        cached.isPresent() ? ModelSnapshot.missing(folder.snapshot(cached.get())) : List.of();
    if (cached.isPresent() && missing.isEmpty() && !isAsked(name)) {
      return folder.snapshot(cached.get());
    }
    Listing listing;
    try {
      listing = listing(HubKind.MODEL, name, cached);
    } catch (HubException e) {
      if (cached.isPresent() && missing.isEmpty() && e.reason() != Reason.REFUSED) {
        return folder.snapshot(cached.get());
      }
      throw cached.isPresent() && !missing.isEmpty()
          ? new HubException(
              e.reason(), e.getMessage() + "; in the cache it lacks " + Excerpt.ofAll(missing))
          : e;
    }
    return fetchModel(name, folder, listing);
  }

  private Path fetchModel(HubName name, RepositoryFolder folder, Listing listing)
      throws IOException {
    At at = new At(HubKind.MODEL, name.repository(), listing.commit());
    List<String> descriptions = ModelSnapshot.descriptions(listing.files().keySet());
    require(at, descriptions, ModelSnapshot.CONFIG, listing);
    SnapshotFiles files = files(folder);
    if (descriptions.contains(ModelSnapshot.INDEX)) {
      // It is small, and says how much there is to fetch.
      files
          .withProgress(FetchProgress.NONE)
          .fetch(at, describe(at, listing, List.of(ModelSnapshot.INDEX)));
    }
    List<String> wanted = new ArrayList<>(descriptions);
    for (String weights : ModelSnapshot.weights(folder.snapshot(listing.commit()))) {
      require(at, listing.files().keySet(), weights, listing);
      wanted.add(weights);
    }
    Path snapshot = files.fetch(at, describe(at, listing, wanted));
    folder.refer(revision(name), listing.commit());
    return snapshot;
  }

  private static void require(At at, Collection<String> names, String file, Listing listing)
      throws HubException {
    if (!names.contains(file)) {
      throw new HubException(
          Reason.REFUSED,
          at
              + ": expected a model with "
              + file
              + ", got "
              + Excerpt.ofAll(listing.files().keySet()));
    }
  }

  /**
   * A data set's file, or several.
   *
   * @param name its repository; the path may be a file, a folder or a pattern, and may be left out
   *     where there is one data file
   * @return the path of the file, the folder or the pattern below the snapshot's folder, whose name
   *     is the commit; all files that it means are there
   * @throws HubException if neither the cache nor the Hub has it, there is a choice to make, or
   *     what the Hub sends is not what it says; the message is one line
   * @throws IOException if the cache cannot be read or written
   */
  public Path dataset(HubName name) throws IOException {
    RepositoryFolder folder = folder(HubKind.DATASET, name);
    Optional<String> cached = folder.commit(revision(name));
    if (cached.isPresent() && !isAsked(name) && name.path().isPresent()) {
      Path file = folder.snapshot(cached.get()).resolve(name.path().get());
      if (!DatasetChoice.isPattern(name.path().get()) && Files.isRegularFile(file)) {
        return file;
      }
    }
    Listing listing;
    try {
      listing = listing(HubKind.DATASET, name, cached);
    } catch (HubException e) {
      if (cached.isEmpty() || e.reason() == Reason.REFUSED) {
        throw e;
      }
      DatasetChoice chosen = DatasetChoice.of(name, folder.files(cached.get()), "in the cache");
      return folder.snapshot(cached.get()).resolve(chosen.path());
    }
    At at = new At(HubKind.DATASET, name.repository(), listing.commit());
    DatasetChoice chosen = DatasetChoice.of(name, listing.files().keySet(), "of the data set");
    Path snapshot = files(folder).fetch(at, describe(at, listing, chosen.files()));
    folder.refer(revision(name), listing.commit());
    return snapshot.resolve(chosen.path());
  }

  private RepositoryFolder folder(HubKind kind, HubName name) {
    return new RepositoryFolder(settings.cache(), kind, name.repository());
  }

  private static String revision(HubName name) {
    return name.revision().orElse(HubName.MAIN);
  }

  /** Whether the Hub is asked although the cache holds something: which commit a branch is now. */
  private static boolean isAsked(HubName name) {
    return name.revision().map(revision -> !HubName.isCommit(revision)).orElse(false);
  }

  private Listing listing(HubKind kind, HubName name, Optional<String> cached) throws IOException {
    if (settings.access() == Access.OFFLINE) {
      String held = cached.isPresent() ? "" : "none in " + settings.cache() + ", and ";
      throw new HubException(
          Reason.UNREACHABLE, name + ": " + held + "no network (HF_HUB_OFFLINE=1)");
    }
    String revision = isAsked(name) ? revision(name) : cached.orElse(revision(name));
    Listing listing =
        retries().call(() -> client.listing(new At(kind, name.repository(), revision)));
    if (HubName.isCommit(revision) && !revision.equals(listing.commit())) {
      throw new HubException(
          Reason.REFUSED,
          name + ": expected the files of commit " + revision + ", got " + listing.commit());
    }
    return listing;
  }

  /** The files with what they hold, which is asked for where the listing does not say. */
  private List<RemoteFile> describe(At at, Listing listing, List<String> names) throws IOException {
    List<RemoteFile> files = new ArrayList<>();
    for (String name : names) {
      Optional<RemoteFile> listed = listing.files().getOrDefault(name, Optional.empty());
      files.add(listed.isPresent() ? listed.get() : retries().call(() -> client.file(at, name)));
    }
    return files;
  }

  private SnapshotFiles files(RepositoryFolder folder) {
    return new SnapshotFiles(folder, client, retries(), linker, progress);
  }

  private Retries retries() {
    return new Retries(pause, progress);
  }
}
