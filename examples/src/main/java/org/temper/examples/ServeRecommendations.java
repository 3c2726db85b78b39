package org.temper.examples;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.temper.interactions.Events;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.files.InteractionReader;
import org.temper.interactions.files.ReadOptions;
import org.temper.interactions.files.Timestamps;
import org.temper.models.hf.RecommenderDirectory;
import org.temper.models.recommender.RecommenderOptions;
import org.temper.models.recommender.RecommenderPolicy;
import org.temper.serving.ExactItems;
import org.temper.serving.ItemIndex;
import org.temper.serving.ItemIndexConfig;
import org.temper.serving.ItemVectors;
import org.temper.serving.Recall;
import org.temper.serving.Recommendations;
import org.temper.serving.ScoredItem;
import org.temper.serving.UserEvent;
import org.temper.serving.UserStates;

/**
 * Recommendations from a recommender that was trained on a file of ratings, before and after a user
 * chooses one of them: MODEL RATINGS.dat INDEX USER.
 */
public final class ServeRecommendations {
  private static final int COUNT = 10;

  private ServeRecommendations() {}

  public static void main(String[] args) throws IOException {
    Path model = Path.of(args[0]); // what RecommenderDirectory.save wrote
    Path ratings = Path.of(args[1]); // user::item::rating::seconds a line
    Path folder = Path.of(args[2]); // the index, made where there is none
    String user = args[3];
    InteractionLog log =
        InteractionReader.doubleColon(ratings, ReadOptions.strict(Timestamps.SECONDS, 1)).log();
    // tag::serve[]
    RecommenderDirectory saved =
        RecommenderDirectory.load(model, RecommenderOptions.on(Device.cpu()));
    Map<String, List<UserEvent>> histories = histories(log, saved.items());
    try (RecommenderPolicy policy = saved.policy()) {
      ItemVectors vectors = ItemVectors.of(policy);
      if (Files.notExists(folder)) {
        ItemIndex.save(folder, vectors, ItemIndexConfig.defaults());
      }
      UserStates users =
          UserStates.of(policy, name -> histories.getOrDefault(name, List.of()), 100_000);
      try (ItemIndex index = ItemIndex.open(folder)) {
        Recommendations recommendations = Recommendations.of(policy, users, index);
        long now = log.events().times().stream().max().orElse(0);
        List<ScoredItem> best = recommendations.top(user, now, COUNT);
        print(user, best, saved.items());

        // The user chooses the first of them: the state changes, and it is not recommended again.
        UserEvent chosen = new UserEvent(best.get(0).item(), now + 60);
        histories.computeIfAbsent(user, name -> new ArrayList<>()).add(chosen);
        users.add(user, chosen);
        print(user, recommendations.top(user, now + 60, COUNT), saved.items());

        // How many of the true best the index finds, for the states of some users.
        List<float[]> states =
            histories.keySet().stream()
                .limit(100)
                .flatMap(name -> users.state(name, now + 60).stream())
                .map(UserStates.UserState::vector)
                .toList();
        Recall recall = Recall.of(index, ExactItems.of(vectors), states, COUNT);
        System.out.printf("recall@%d %.3f over %d users%n", COUNT, recall.mean(), states.size());
      }
    }
    // end::serve[]
  }

  /** What each user chose, of the items that the model knows, in order of time. */
  private static Map<String, List<UserEvent>> histories(InteractionLog log, List<String> items) {
    Map<String, Integer> ids = new HashMap<>();
    items.forEach(item -> ids.put(item, ids.size()));
    Map<String, List<UserEvent>> histories = new HashMap<>();
    for (int user = 0; user < log.users().size(); user++) {
      Events events = log.history(user);
      List<UserEvent> known = new ArrayList<>();
      for (int i = 0; i < events.items().length(); i++) {
        Integer id = ids.get(log.items().name(events.items().get(i)));
        if (id != null) {
          known.add(new UserEvent(id, events.times().get(i)));
        }
      }
      histories.put(log.users().name(user), known);
    }
    return histories;
  }

  private static void print(String user, List<ScoredItem> best, List<String> names) {
    System.out.println(
        user + ": " + best.stream().map(scored -> names.get(scored.item())).toList());
  }
}
