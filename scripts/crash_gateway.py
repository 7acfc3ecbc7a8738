"""Kills `sextant serve` while clients post rows and outcomes, and holds what is left against what they were told."""
import collections
import http.client
import json
import math
import random
import re
import shutil
import signal
import subprocess
import threading
import time

from crash_common import Project, answer_of, row_of

CLIENTS = 4
# A gateway's project is killed so many times before a fresh one takes its place: logs that were cut off are cut again.
LIVES = 5


class Gateway:
    """`sextant serve` on a port of its own choice."""

    kills = 0

    def __init__(self, project):
        self.process = subprocess.Popen(
            [project.binary, "serve", "--port", "0", "--project", str(project.folder)], stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True)
        line = self.process.stderr.readline()
        found = re.search(r"listening on http://127\.0\.0\.1:(\d+)", line)
        if not found:
            self.kill()
            raise RuntimeError(f"the gateway did not open: {line}")
        self.port = int(found[1])

    def kill(self):
        Gateway.kills += 1
        self.process.send_signal(signal.SIGKILL)
        self._end()

    def stop(self):
        """Asks it to end, as people do."""
        self.process.send_signal(signal.SIGINT)
        return self._end()

    def _end(self):
        self.process.wait(timeout=30)
        self.process.stderr.close()
        return self.process.returncode


class Client:
    """One keep-alive connection, and what was promised over it."""

    def __init__(self, seed, number, path):
        self.generator = random.Random(f"{seed} client {number}")
        self.number, self.unit = number, 0
        self.file = open(path, "a")
        self.connection = None
        # By session and id: version, score and what was sent.
        self.rows, self.units, self.outcomes = {}, {}, {}
        # The last request, of which no answer came: its rows may be there or not, and its outcomes too.
        self.pending_rows, self.pending_outcomes = 0, {}
        self.unanswered_rows, self.unanswered_outcomes = 0, {}
        self.failures = []

    def post(self, path, body):
        self.connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            self.failures.append(f"{path} was answered with {answer.status}: {text[:200]!r}")
        return json.loads(text)

    def note(self, **facts):
        self.file.write(json.dumps(facts) + "\n")
        self.file.flush()

    def begin(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)

    def end(self):
        """What was under way when the connection broke stays possible."""
        self.connection.close()
        self.unanswered_rows += self.pending_rows
        self.unanswered_outcomes.update(self.pending_outcomes)
        self.pending_rows, self.pending_outcomes = 0, {}

    # What clients ask for.

    def predict(self, count, named):
        rows = [row_of(self.generator) for _ in range(count)]
        body, units = rows[0], [None] * count
        if named:
            units = [f"{self.number}-{self.unit + index}" for index in range(count)]
            self.unit += count
            body = {"rows": rows, "ids": units}
        elif count > 1:
            body = rows
        self.pending_rows = count
        answer = self.post("/predict", body)
        if count == 1 and not named:
            answers = [(answer["id"], answer["version"], answer["score"])]
        else:
            answers = list(zip(answer["ids"], answer["versions"], answer["scores"]))
        self.note(session=answer["session"], answers=answers)
        for (identity, version, score), row, unit in zip(answers, rows, units):
            key = (answer["session"], identity)
            if key in self.rows:
                self.failures.append(f"identity {key} was given twice")
            self.rows[key] = (version, score, row)
            if unit:
                self.units[key] = unit
        self.pending_rows = 0
        return [(answer["session"], identity) for identity, _, _ in answers]

    def report(self, keys):
        """Outcomes of rows, by unit where they have one; some of them have been told before."""
        told = {key: answer_of(self.rows[key][2]) for key in keys}
        body = [
            {"unit": self.units[key], "outcome": told[key]} if key in self.units
            else {"session": key[0], "id": key[1], "outcome": told[key]} for key in told
        ]
        known = sum(key in self.outcomes for key in told)
        # What an earlier gateway died over may have been joined.
        doubtful = sum(key in self.unanswered_outcomes and key not in self.outcomes for key in told)
        self.pending_outcomes = told
        answer = self.post("/outcomes", body)
        self.note(outcomes=[[*key, value] for key, value in told.items()], answer=answer)
        if answer["unknown"] or answer["invalid"] or answer["joined"] + answer["duplicate"] != len(told):
            self.failures.append(f"{len(told)} outcomes were answered with {answer}")
        elif not known <= answer["duplicate"] <= known + doubtful:
            self.failures.append(f"{answer['duplicate']} duplicates were told of {known} (and {doubtful} in doubt)")
        self.outcomes.update(told)
        self.pending_outcomes = {}

    def act(self):
        draw = self.generator.random()
        if draw < 0.5 or not self.rows:
            self.predict(1, named=False)
        elif draw < 0.65:
            self.predict(self.generator.randint(1, 3), named=True)
        elif draw < 0.8:
            self.predict(self.generator.randint(2, 12), named=False)
        else:
            self.report(self.generator.sample(sorted(self.rows)[-200:], min(len(self.rows), 5)))

    def walk(self):
        """A row, mostly with what became of it: what a canary is judged by."""
        self.report(self.predict(1, named=False))


class Crowd:
    """Clients that go on until the gateway is gone."""

    def __init__(self, seed, work, count=CLIENTS):
        self.clients = [Client(seed, number, work / f"client-{number}.jsonl") for number in range(count)]
        self.threads, self.stop = [], threading.Event()

    def start(self, port, act):
        self.stop.clear()

        def go(client):
            client.begin(port)
            try:
                while not self.stop.is_set():
                    act(client)
            except (OSError, http.client.HTTPException, ValueError):
                if self.stop.is_set():
                    return
                client.failures.append("the connection broke although the gateway stood")
            finally:
                client.end()

        self.threads = [threading.Thread(target=go, args=(client,)) for client in self.clients]
        for thread in self.threads:
            thread.start()

    def kill(self, gateway):
        self.stop.set()
        gateway.kill()
        self.join()

    def join(self):
        self.stop.set()
        for thread in self.threads:
            thread.join()

    @property
    def acknowledged(self):
        return sum(len(client.rows) + len(client.outcomes) for client in self.clients)

    def take_failures(self):
        found = [failure for client in self.clients for failure in client.failures]
        for client in self.clients:
            client.failures = []
        return found


def log_of(project):
    return [json.loads(line) for line in project.run("log", "--limit", "100000000").splitlines()]


def log_breaches(project, crowd):
    """The log against what the clients were told."""
    found = crowd.take_failures()
    rows = log_of(project)
    by_key = {(row["session"], row["id"]): row for row in rows}
    if len(by_key) != len(rows):
        found.append(f"{len(rows) - len(by_key)} rows are in the log twice")
    for session in {key[0] for key in by_key}:
        ids = sorted(key[1] for key in by_key if key[0] == session)
        if ids != list(range(len(ids))):
            found.append(f"the identities of session {session} have gaps")
    known = 0
    for client in crowd.clients:
        known += len(client.rows)
        for key, (version, score, sent) in client.rows.items():
            row = by_key.get(key)
            if row is None:
                found.append(f"row {key} was answered and is not in the log")
            elif (row["version"], row["score"]) != (version, score):
                found.append(f"row {key} was answered by {version} with {score}, the log has {row}")
            elif {**sent, "unit": client.units.get(key)} != {"unit": None, **row["features"]}:
                found.append(f"row {key} was {sent} of {client.units.get(key)}, the log has {row['features']}")
            elif key in client.outcomes and row["outcome"] != client.outcomes[key]:
                found.append(f"row {key} came out as {client.outcomes[key]}, the log has {row['outcome']}")
            elif row["outcome"] is not None and key not in client.outcomes and key not in client.unanswered_outcomes:
                found.append(f"row {key} has an outcome that nobody told")
    doubtful = sum(client.unanswered_rows for client in crowd.clients)
    if not known <= len(rows) <= known + doubtful:
        found.append(f"{len(rows)} rows are in the log, {known} were answered and {doubtful} are in doubt")
    return found[:20]


def window_breaches(project):
    """Windows follow one another and none is told twice."""
    found, ends = [], {}
    indices = collections.Counter()
    for event in project.journal():
        if event["event"] != "window_closed":
            continue
        indices[event["index"]] += 1
        first = event["first_id"]
        if "end" in ends and first != ends["end"]:
            found.append(f"window {event['index']} begins at {first}, the one before ended at {ends['end']}")
        ends["end"] = first + event["rows"]
    found += [f"window {index} closed {count} times" for index, count in indices.items() if count > 1]
    return found


def restarted_breaches(project, crowd):
    """A gateway that goes on: identities after the last one, and outcomes that it has heard before."""
    found = []
    last = max((row["id"] for row in log_of(project)), default=-1)
    gateway = Gateway(project)
    for client in crowd.clients:
        client.begin(gateway.port)
        (_, identity), = client.predict(1, named=False)
        if identity != last + 1:
            found.append(f"the gateway went on with {identity} after {last}")
        last = identity
        told = sorted(client.outcomes)
        client.report(client.generator.sample(told, min(len(told), 40)))
        client.report(sorted(set(client.unanswered_outcomes) & set(client.rows)))
        client.end()
    if gateway.stop() != 0:
        found.append(f"the gateway ended with {gateway.process.returncode}")
    return found + log_breaches(project, crowd) + window_breaches(project)


def settle(base, work, settings):
    """A fresh copy of the prepared project, with other settings of its deployment."""
    folder = work / "project"
    if folder.exists():
        shutil.rmtree(folder)
    shutil.copytree(base.folder, folder, ignore=shutil.ignore_patterns("engine.sock"))
    path = folder / "sextant.yaml"
    text = re.sub(r"(?m)^deployment:.*\n", "", path.read_text())
    path.write_text(text.replace("monitoring:\n", "monitoring:\n  window: 500 rows\n") + f"deployment: {settings}\n")
    for file in work.glob("client-*.jsonl"):
        file.unlink()
    return Project(base.binary, folder)


class GatewayKind:
    """Kills at random moments. Some lives of one project after another."""

    moments = 20
    settings = "{strategy: direct}"

    def __init__(self, base, work, seed):
        self.base, self.work, self.seed = base, work, seed
        self.lives = 0

    def close(self):
        """Says nothing more."""

    def moment(self, generator):
        if self.lives % LIVES == 0:
            self.project = settle(self.base, self.work, self.settings)
            self.crowd = Crowd(f"{self.seed} {self.lives}", self.work)
        self.lives += 1
        before = self.crowd.acknowledged
        gateway = Gateway(self.project)
        self.crowd.start(gateway.port, Client.act)
        time.sleep(generator.uniform(0.0, 1.0))
        self.crowd.kill(gateway)
        found = log_breaches(self.project, self.crowd)
        return self.crowd.acknowledged - before, found + restarted_breaches(self.project, self.crowd)


class FullKind(GatewayKind):
    """The same, where answers outlive a power loss."""

    moments = 10
    settings = "{strategy: direct, durability: full}"


class CanaryKind:
    """A canary that is killed once at each of its steps and is promoted all the same, and a bad version that is not."""

    moments = 12
    steps = [0.1, 0.3, 0.5]
    hold = 1500
    settings = f"{{strategy: canary, canary: {{steps: {steps}, hold: {hold} rows, minimum_outcomes: 50}}}}"

    def __init__(self, base, work, seed):
        self.base, self.work, self.seed, self.turns = base, work, seed, 0
        # Of all bad versions together.
        self.bad_rows, self.bad_answers = 0, 0

    def close(self):
        if self.bad_rows:
            share = self.bad_answers / self.bad_rows
            print(f"canary: bad versions answered {self.bad_answers} of {self.bad_rows} rows, {share:.1%} at {self.steps[0]:.0%}")

    def moment(self, generator):
        self.project = settle(self.base, self.work, self.settings)
        self.crowd = Crowd(f"{self.seed} {self.turns}", self.work)
        self.turns += 1
        found = self.good(generator) if self.turns % 2 else self.bad(generator)
        return self.crowd.acknowledged, found + log_breaches(self.project, self.crowd) + window_breaches(self.project)

    def page(self):
        return json.loads(self.project.run("rollout", "--json"))

    def wait_for(self, condition):
        """The first page that fits; a person is asked where chance left a step undecided, and goes on."""
        end = time.time() + 60
        while time.time() < end:
            page = self.page()
            if condition(page):
                return page
            if page["state"] == "paused":
                self.project.run("rollout", "advance", "--because", "the witness was asked")
        raise RuntimeError(f"the rollout stands still: {page}")

    def good(self, generator):
        found = []
        gateway = Gateway(self.project)
        self.project.run("promote", "2", "--override", "the witness")
        for step in range(len(self.steps)):
            self.crowd.start(gateway.port, Client.walk)
            wanted = generator.uniform(0.1, 0.6) * self.hold
            seen = self.wait_for(
                lambda page: page["state"] == "none" or page["step"] > step
                or page["step"] == step and page["hold"]["done"] >= wanted)
            self.crowd.kill(gateway)
            found += self.step_breaches(seen)
            gateway = Gateway(self.project)
            found += self.step_breaches(seen)
        self.crowd.start(gateway.port, Client.walk)
        page = self.wait_for(lambda page: page["state"] == "none")
        self.crowd.join()
        gateway.stop()
        if page["result"] != "promoted":
            found.append(f"the canary ended as {page['result']}: {page['because']}")
        champion = json.loads(self.project.run("registry", "--json"))["aliases"]["champion"]
        if champion != 2:
            found.append(f"version {champion} is champion")
        return found + self.share_breaches(2)

    def step_breaches(self, seen):
        """The step goes on where the journal has it, with the rows that the log has of it."""
        words = [event for event in self.project.journal() if event["event"].startswith("rollout_")]
        page = self.page()
        if words[-1]["event"] == "rollout_ended":
            return [] if page["state"] == "none" else ["a rollout that is over is under way"]
        step = words[-1].get("step", 0)
        if page["state"] == "none" or page["step"] != step:
            return [f"the rollout stands at step {page['step']}, {page['state']}, not {step}"]
        first = words[-1].get("first_id", 0) or 0
        rows = [row for row in log_of(self.project) if row["id"] >= first]
        challenger = sum(row["version"] == page["challenger"] for row in rows)
        shown = (page["hold"]["done"], (page["arms"] or {}).get("challenger", {}).get("rows"))
        found = []
        if shown != (len(rows), challenger) and rows:
            found.append(f"step {step} has {len(rows)} rows, {challenger} by its version; {shown} are shown")
        if seen["step"] == step and page["hold"]["done"] < seen["hold"]["done"]:
            found.append(f"step {step} had {seen['hold']['done']} rows before and has {page['hold']['done']}")
        return found

    def bad(self, generator):
        found = []
        gateway = Gateway(self.project)
        self.project.run("promote", "3", "--override", "the witness wants to see it fail")
        # Killed before it has been seen through, every other time.
        if self.turns % 4 == 0:
            self.crowd.start(gateway.port, Client.walk)
            time.sleep(generator.uniform(0.0, 0.2))
            self.crowd.kill(gateway)
            gateway = Gateway(self.project)
        self.crowd.start(gateway.port, Client.walk)
        page = self.wait_for(lambda page: page["state"] == "none")
        last = max(max(key[1] for key in client.rows) for client in self.crowd.clients if client.rows)
        time.sleep(0.1)
        self.crowd.join()
        gateway.stop()
        if (page["result"], page["step"]) != ("rolled_back", 0):
            found.append(f"a bad version ended as {page['result']} at step {page['step']}")
        ended = [event for event in self.project.journal() if event["event"] == "rollout_ended"]
        if len(ended) != 1 or ended[0]["result"] != "rolled_back" or not ended[0]["because"]:
            found.append(f"the journal does not say why: {ended}")
        # Requests that were under way when it ended may still be its.
        late = [row["id"] for row in log_of(self.project) if row["version"] == 3 and row["id"] > last + 2 * CLIENTS]
        if late:
            found.append(f"the version that was rolled back answered {late} after {last}")
        rows = [row["version"] for row in log_of(self.project)]
        end = max(position for position, version in enumerate(rows) if version == 3) + 1
        self.bad_rows += end
        self.bad_answers += rows.count(3)
        return found + self.share_breaches(3)

    def share_breaches(self, version):
        """The version answered its share of each step and no more, give or take four deviations of chance."""
        found = []
        rows = sorted(log_of(self.project), key=lambda row: row["id"])
        words = [event for event in self.project.journal() if event["event"] in ("rollout_started", "rollout_stepped")]
        # Where the step after the last began is not written: it ends with the last row that both versions shared.
        other = [row["id"] for row in rows if row["version"] != rows[-1]["version"]]
        ends = [word["first_id"] for word in words[1:]] + [max(other, default=-1) + 1]
        for word, end in zip(words, ends):
            part = [row["version"] for row in rows if word["first_id"] <= row["id"] < end]
            if not part:
                continue
            share = self.steps[word.get("step", 0)]
            # What was decided between two requests holds for those that come after.
            allowed = 4 * math.sqrt(share * (1 - share) / len(part)) + 2 * CLIENTS / len(part)
            answered = part.count(version) / len(part)
            if abs(answered - share) > allowed:
                found.append(f"version {version} answered {answered:.3f} of {len(part)} rows at a step of {share}")
        return found


class RaceKind:
    """Two processes that promote at once, with an engine of their own or through a gateway."""

    moments = 20
    settings = "{strategy: canary, canary: {steps: [10%, 50%], hold: 3000 rows, minimum_outcomes: 100}}"

    def __init__(self, base, work, seed):
        self.work, self.turns, self.gateway = work, 0, None
        self.project = settle(base, work, self.settings)

    def close(self):
        """Says nothing more."""

    def both(self, generator, *words):
        """Both at once, give or take a few milliseconds; exit status and words of each."""
        running = []
        for version in generator.sample((2, 3), 2):
            command = [self.project.binary, "promote", str(version), *words, "--override", "the witness", "--project",
                       str(self.project.folder)]
            running.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
            time.sleep(generator.choice((0, 0, 0.001, 0.003, 0.01, 0.03)))
        return [(*process.communicate(), process.returncode) for process in running]

    def moment(self, generator):
        self.turns += 1
        gateway = Gateway(self.project) if self.turns % 2 == 0 else None
        found = []
        before = len(self.project.journal())
        done = self.both(generator, "--now")
        if [status for _, _, status in done] != [0, 0]:
            found.append(f"two promotions ended as {done}")
        new = [event for event in self.project.journal()[before:] if event["event"] == "promoted"]
        if len(new) != 2:
            found.append(f"two promotions left {len(new)} events")
        found += self.chain_breaches()
        self.project.run("promote", "1", "--now", "--override", "the witness begins anew")
        before = len(self.project.journal())
        done = self.both(generator)
        if sorted(status for _, _, status in done) != [0, 1]:
            found.append(f"two canaries ended as {done}")
        new = [event for event in self.project.journal()[before:] if event["event"] == "rollout_started"]
        if len(new) != 1:
            found.append(f"two canaries left {len(new)} events")
        self.project.run("rollout", "abort", "--because", "the witness has seen it")
        found += self.chain_breaches()
        if gateway and gateway.stop() != 0:
            found.append(f"the gateway ended with {gateway.process.returncode}")
        return 4, found

    def chain_breaches(self):
        """The version before each champion is the champion before."""
        found, champion = [], None
        for event in self.project.journal():
            if event["event"] not in ("promoted", "rolled_back"):
                continue
            if event.get("previous") != champion:
                found.append(f"event {event['sequence']} follows {champion} and says {event.get('previous')}")
            champion = event["champion"]
        aliases = json.loads(self.project.run("registry", "--json"))["aliases"]
        if aliases["champion"] != champion:
            found.append(f"the registry says {aliases}, the journal {champion}")
        return found


KINDS = {"gateway": GatewayKind, "gateway-full": FullKind, "canary": CanaryKind, "race": RaceKind}
