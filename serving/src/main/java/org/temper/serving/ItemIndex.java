package org.temper.serving;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/**
 * An index of items by their vectors, which finds nearly all of the best items of a state and looks
 * at few others: hierarchical navigable small worlds under the inner product, as Lucene has them.
 *
 * <p>Source: Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search using
 * Hierarchical Navigable Small World graphs", IEEE TPAMI 2020, algorithms 1 to 5. {@link Recall}
 * tells how many of the best it finds. The same vectors give the same index. Any number of threads
 * may search at once.
 */
public final class ItemIndex implements ItemSearch, AutoCloseable {
  private final Directory directory;
  private final DirectoryReader reader;
  private final IndexFacts facts;
  private final int candidates;

  private ItemIndex(Directory directory, DirectoryReader reader, IndexFacts facts, int candidates) {
    this.directory = directory;
    this.reader = reader;
    this.facts = facts;
    this.candidates = candidates;
  }

  /**
   * An index in memory.
   *
   * @param vectors the items' vectors
   * @param config settings
   * @return the index, to be closed by the caller
   * @throws IllegalArgumentException if a number is not finite, or vectors are longer than 1,024
   */
  public static ItemIndex inMemory(ItemVectors vectors, ItemIndexConfig config) {
    Directory directory = new ByteBuffersDirectory();
    try {
      IndexWriting.write(directory, vectors, config);
      return opened(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Makes an index in a folder of its own.
   *
   * @param folder where it is to lie; it must not exist. Whatever goes wrong, nothing is there then
   * @param vectors the items' vectors
   * @param config settings
   * @throws IllegalArgumentException if the folder exists, a number is not finite, or vectors are
   *     longer than 1,024
   * @throws IOException if it cannot be written
   */
  public static void save(Path folder, ItemVectors vectors, ItemIndexConfig config)
      throws IOException {
    checkArgument(
        !Files.exists(folder), "folder: expected a new one, got %s, which exists", folder);
    Path partial = folder.resolveSibling(folder.getFileName() + ".partial");
    Folders.delete(partial);
    try {
      try (Directory directory = FSDirectory.open(partial)) {
        IndexWriting.write(directory, vectors, config);
      }
      Files.move(partial, folder);
    } finally {
      Folders.delete(partial);
    }
  }

  /**
   * Opens an index that {@link #save} wrote. Its files are mapped into memory, not read.
   *
   * @param folder where it lies
   * @return the index, to be closed by the caller
   * @throws IllegalArgumentException if there is none
   * @throws IOException if it cannot be read
   */
  public static ItemIndex open(Path folder) throws IOException {
    checkArgument(
        Files.isDirectory(folder), "folder: expected an index, got %s, which is no folder", folder);
    Directory directory = FSDirectory.open(folder);
    try {
      checkArgument(
          DirectoryReader.indexExists(directory),
          "folder: expected an index that ItemIndex.save wrote, got none in %s",
          folder);
      return opened(directory);
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private static ItemIndex opened(Directory directory) throws IOException {
    DirectoryReader reader = DirectoryReader.open(directory);
    try {
      IndexFacts facts = IndexFacts.of(reader);
      return new ItemIndex(directory, reader, facts, facts.config().candidates());
    } catch (RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  /**
   * The same index with another number of candidates.
   *
   * @param value at least 1
   * @return a view, which is closed with this index
   * @throws IllegalArgumentException if it is below 1
   */
  public ItemIndex withCandidates(int value) {
    checkArgument(value >= 1, "candidates: expected at least 1, got %s", value);
    return new ItemIndex(directory, reader, facts, value);
  }

  @Override
  public int items() {
    return facts.items();
  }

  @Override
  public int width() {
    return facts.stored().width();
  }

  /**
   * What the index was made of: the number and length of the vectors, a hash of them, and the
   * settings.
   *
   * @return by name
   */
  public Map<String, String> identity() {
    return ImmutableMap.copyOf(facts.texts());
  }

  /**
   * {@inheritDoc}
   *
   * <p>Where the excluded items leave too few of the candidates, more are looked for.
   */
  @Override
  public List<ScoredItem> top(float[] state, int count, IntPredicate excluded) {
    checkArgument(count >= 1, "count: expected at least 1, got %s", count);
    float[] query = ItemVectors.query(state, facts.stored());
    int kept = Math.min(items(), Math.max(candidates, count));
    try {
      List<ScoredItem> best = search(query, kept, count, excluded);
      while (best.size() < Math.min(count, items()) && kept < items()) {
        kept = (int) Math.min(items(), 4L * kept);
        best = search(query, kept, count, excluded);
      }
      return best;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<ScoredItem> search(float[] query, int kept, int count, IntPredicate excluded)
      throws IOException {
    List<TopDocs> found = new ArrayList<>();
    for (LeafReaderContext leaf : reader.leaves()) {
      TopDocs part =
          leaf.reader()
              .searchNearestVectors(IndexWriting.VECTOR, query, kept, null, Integer.MAX_VALUE);
      for (ScoreDoc document : part.scoreDocs) {
        document.doc += leaf.docBase;
      }
      found.add(part);
    }
    List<ScoredItem> best = new ArrayList<>();
    for (ScoreDoc document : TopDocs.merge(kept, found.toArray(TopDocs[]::new)).scoreDocs) {
      int item = facts.item(document.doc);
      if (!excluded.test(item)) {
        best.add(new ScoredItem(item, product(document.score)));
        if (best.size() == count) {
          break;
        }
      }
    }
    return best;
  }

  /**
   * Lucene's scores are above 0: x + 1 where an inner product x is not negative, else 1/(1 − x).
   */
  private static float product(float score) {
    return score >= 1 ? score - 1 : 1 - 1 / score;
  }

  @Override
  public void close() {
    try (directory) {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
