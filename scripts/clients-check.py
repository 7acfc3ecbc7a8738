#!/usr/bin/env python3
"""Lets stock clients talk to a running `sextant serve` and compares what they get.

    scripts/clients-check.py [--binary .build/debug/sextant] [--venv .build/clients] [--keep] [--verbose]

Trains a model on a small generated table, serves it, and asks the same rows in every way a client has: tritonclient
(one tensor for each input, in binary form and in JSON; metadata, statistics, repository), MLflow's scoring client,
MLflow's other forms and CSV, KServe's first protocol. All answers must be those of `sextant predict`.

The clients are taken from this Python or from a virtual environment that is made and filled where it is missing; where
they cannot be installed, the check says so and ends with status 0. Otherwise 0 when all held, 1 with a line for each
breach.
"""
import argparse
import csv
import importlib.util
import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PACKAGES = ["tritonclient[http]", "mlflow-skinny", "numpy", "pandas", "scipy", "requests"]
MODULES = ["tritonclient.http", "mlflow.pyfunc.scoring_server.client", "numpy", "pandas", "scipy", "requests"]


def has_clients():
    try:
        return all(importlib.util.find_spec(name) for name in MODULES)
    except ImportError:
        return False


def with_clients(folder):
    """Goes on in a Python that has the clients; returns the reason where there is none."""
    python = folder / "bin" / "python"
    if os.environ.get("SEXTANT_CLIENTS_CHECK"):
        return "the clients are installed but cannot be imported"
    if not python.exists():
        print(f"installing {', '.join(PACKAGES)} into {folder}", file=sys.stderr)
        for words in ([sys.executable, "-m", "venv", folder], [python, "-m", "pip", "install", "-q", *PACKAGES]):
            if subprocess.run([str(word) for word in words]).returncode != 0:
                shutil.rmtree(folder, ignore_errors=True)
                return "tritonclient and mlflow-skinny cannot be installed here"
    os.environ["SEXTANT_CLIENTS_CHECK"] = "1"
    os.execv(python, [str(python), *sys.argv])


class Failed(Exception):
    pass


def sextant(arguments, *words, folder=None):
    done = subprocess.run([arguments.binary, *words], cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        raise Failed(f"sextant {' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


def table(path, rows, seed):
    """Customers that leave the more the older and the less they visit; some ages are missing."""
    dice = random.Random(seed)
    lines = []
    for number in range(rows):
        age, visits = dice.uniform(18, 80), dice.randrange(0, 30)
        city, member = dice.choice(["Rome", "Oslo", "Zürich", "New York"]), dice.random() < 0.4
        risk = 0.03 * (age - 45) - 0.1 * (visits - 12) + (0.8 if city == "Oslo" else 0) - (0.7 if member else 0)
        left = dice.random() < 1 / (1 + 2.718281828 ** -risk)
        lines.append([number, "" if dice.random() < 0.05 else f"{age:.3f}", visits, city, str(member).lower(),
                      "yes" if left else "no"])
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["customer", "age", "visits", "city", "member", "left"])
        writer.writerows(lines)


class Server:
    """`sextant serve` on a port of its own choice."""

    def __init__(self, arguments, folder):
        self.process = subprocess.Popen(
            [arguments.binary, "serve", "--port", "0"], cwd=folder, stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            if arguments.verbose:
                print("  serve:", line.rstrip())
            found = re.search(r"listening on http://[\d.]+:(\d+)", line)
            if found:
                self.port = int(found[1])
                return
        raise Failed(f"sextant serve ended with status {self.process.wait()} before it listened")

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                raise Failed("sextant serve did not end within 20 seconds of SIGINT")


class Check:
    """Runs the cases and collects what did not hold."""

    def __init__(self, arguments, port, model, frame, expected):
        import numpy
        self.arguments, self.port, self.model = arguments, port, model
        self.frame, self.expected, self.numpy = frame, numpy.array(expected), numpy
        self.breaches, self.count = [], 0

    def case(self, name, work):
        """Does what a client does; that nothing is raised is all that is asked."""
        self.count += 1
        try:
            began = time.monotonic()
            work()
            if self.arguments.verbose:
                print(f"  {name}: held in {1000 * (time.monotonic() - began):.1f} ms")
        except Exception as error:  # noqa: BLE001 - whatever a client raises is a breach
            self.breaches.append(f"{name}: {type(error).__name__}: {error}")

    def scores(self, name, work):
        """As `case`; and what comes back are the scores of `sextant predict`."""
        self.case(name, lambda: self.compare(work()))

    def compare(self, scores):
        if scores is None:
            raise Failed("no scores came back")
        scores = self.numpy.array(scores, dtype=float)
        if scores.shape != self.expected.shape:
            raise Failed(f"shape {scores.shape} where {self.expected.shape} is wanted")
        distance = abs(scores - self.expected).max()
        if distance > 1e-9:
            raise Failed(f"scores differ by up to {distance}")

    @staticmethod
    def hold(fact, what):
        if not fact:
            raise Failed(what)

    # Triton's client

    def tensors(self, client, binary):
        numpy, inputs = self.numpy, []
        for name, kind in (("age", "FP64"), ("visits", "INT32"), ("city", "BYTES"), ("member", "BOOL")):
            column = self.frame[name].to_numpy()
            values = {"FP64": lambda: column.astype(numpy.float64), "INT32": lambda: column.astype(numpy.int32),
                      "BYTES": lambda: column.astype(object), "BOOL": lambda: column.astype(bool)}[kind]()
            values = values.reshape(-1, 1)
            tensor = client.InferInput(name, list(values.shape), kind)
            tensor.set_data_from_numpy(values, binary_data=binary)
            inputs.append(tensor)
        return inputs

    def triton(self):
        import tritonclient.http as client
        from tritonclient.utils import InferenceServerException
        with client.InferenceServerClient(f"127.0.0.1:{self.port}") as server:
            self.case("triton: live and ready", lambda: self.hold(
                server.is_server_live() and server.is_server_ready() and server.is_model_ready(self.model), "not ready"))
            metadata = {}
            self.case("triton: metadata", lambda: metadata.update(server.get_model_metadata(self.model)))
            version = (metadata.get("versions") or ["1"])[0]
            self.case("triton: inputs are told", lambda: self.hold(
                {tensor["name"] for tensor in metadata["inputs"]} >= {"age", "visits", "city", "member"}, metadata))
            self.case("triton: extensions", lambda: self.hold(
                "binary_tensor_data" in server.get_server_metadata()["extensions"], "no binary_tensor_data"))
            self.case("triton: index", lambda: self.hold(
                server.get_model_repository_index()[0]["name"] == self.model, "another name"))
            self.case("triton: configuration", lambda: self.hold(
                server.get_model_config(self.model)["name"] == self.model, "another name"))
            self.scores("triton: binary both ways", lambda: server.infer(
                self.model, self.tensors(client, True), request_id="7").as_numpy("probability"))
            # JSON has no missing number for a client that writes NaN into it, so JSON is tried on whole rows alone.
            whole = self.frame["age"].notna().to_numpy()
            check = Check(self.arguments, self.port, self.model, self.frame[whole], self.expected[whole])
            check.scores("triton: JSON both ways", lambda: server.infer(
                self.model, check.tensors(client, False), model_version=version,
                outputs=[client.InferRequestedOutput("probability", binary_data=False)]).as_numpy("probability"))
            self.breaches += check.breaches
            self.count += check.count

            def labels():
                answer = server.infer(self.model, self.tensors(client, True), outputs=[
                    client.InferRequestedOutput("label"), client.InferRequestedOutput("prediction_id"),
                    client.InferRequestedOutput("probability", class_count=2)])
                names = {bytes(name).decode() for name in answer.as_numpy("label")}
                self.hold(names <= {"yes", "no"}, names)
                self.hold(len(set(answer.as_numpy("prediction_id").tolist())) == len(self.frame), "ids are not distinct")
                self.hold(answer.as_numpy("probability").shape == (len(self.frame), 2), "no ranking of two classes")
            self.case("triton: classes and ids", labels)
            self.scores("triton: asynchronous", lambda: server.async_infer(
                self.model, self.tensors(client, True)).get_result().as_numpy("probability"))

            def statistics():
                figures = server.get_inference_statistics(self.model)["model_stats"][0]
                self.hold(figures["inference_stats"]["success"]["count"] > 0, figures)
            self.case("triton: statistics", statistics)
            for name, work in (("an unknown model", lambda: server.infer("other", self.tensors(client, True))),
                               ("loading", lambda: server.load_model(self.model))):
                def refused(work=work):
                    try:
                        work()
                    except InferenceServerException as error:
                        self.hold(error.message() and error.status() in ("400", "404"), error)
                    else:
                        raise Failed("not refused")
                self.case(f"triton: {name} is refused in its shape", refused)

    # MLflow's client, and the forms it does not send itself

    def mlflow(self):
        import requests
        from mlflow.pyfunc.scoring_server.client import ScoringServerClient
        client = ScoringServerClient("127.0.0.1", self.port)
        self.case("mlflow: ping", client.ping)
        self.case("mlflow: version", lambda: self.hold(client.get_version(), "empty"))
        self.scores("mlflow: a frame", lambda: client.invoke(self.frame).get_predictions("ndarray"))
        records = json.loads(self.frame.to_json(orient="records"))
        columns = {name: [row[name] for row in records] for name in self.frame.columns}
        text = self.frame.to_csv(index=False)

        def post(path, **what):
            answer = requests.post(f"http://127.0.0.1:{self.port}{path}", **what)
            self.hold(answer.status_code == 200, f"{answer.status_code} {answer.text}")
            return answer.json()["predictions"]
        self.scores("mlflow: records", lambda: post("/invocations", json={"dataframe_records": records}))
        self.scores("mlflow: instances", lambda: post("/invocations", json={"instances": records}))
        self.scores("mlflow: inputs", lambda: post("/invocations", json={"inputs": columns}))
        self.scores("mlflow: CSV", lambda: post(
            "/invocations", data=text.encode(), headers={"Content-Type": "text/csv; charset=utf-8"}))
        self.scores("kserve: predict", lambda: post(f"/v1/models/{self.model}:predict", json={"instances": records}))

        def explained():
            answer = requests.post(
                f"http://127.0.0.1:{self.port}/v1/models/{self.model}:explain", json={"instances": records[:3]})
            self.hold(answer.status_code == 200, f"{answer.status_code} {answer.text}")
            self.hold(len(answer.json()["explanations"]) == 3, answer.text)
        self.case("kserve: explain", explained)

        def unsupported():
            answer = requests.post(f"http://127.0.0.1:{self.port}/invocations", data=b"x",
                                   headers={"Content-Type": "application/vnd.apache.parquet"})
            self.hold(answer.status_code == 415, answer.status_code)
        self.case("mlflow: other content types are refused", unsupported)


def prepare(arguments, folder):
    """A project with a champion; its name, rows as a frame, and the scores `sextant predict` gives them."""
    import pandas
    table(folder / "customers.csv", 1500, 5)
    sextant(arguments, "init", "customers.csv", "--target", "left", "--id", "customer", "--name", "churn", folder=folder)
    version = json.loads(sextant(arguments, "train", "--json", folder=folder))["version"]
    sextant(arguments, "promote", str(version), "--now", "--override", "made for a check of the wire",
            "--because", "made for a check of the wire", folder=folder)
    table(folder / "asked.csv", 200, 6)
    frame = pandas.read_csv(folder / "asked.csv")
    scores = csv.DictReader(io.StringIO(
        sextant(arguments, "predict", "--version", str(version), "asked.csv", folder=folder)))
    expected = [float(row["score"]) for row in scores]
    return "churn", frame.drop(columns=["customer", "left"]), expected


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", default=".build/debug/sextant")
    parser.add_argument("--venv", default=".build/clients")
    parser.add_argument("--keep", action="store_true", help="leave the project behind")
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    arguments.binary = str(Path(arguments.binary).resolve())
    if not has_clients():
        print(f"skipped: {with_clients(Path(arguments.venv).resolve())}")
        return 0
    folder = Path(tempfile.mkdtemp(prefix="sextant-clients-"))
    try:
        model, frame, expected = prepare(arguments, folder)
        server = Server(arguments, folder)
        try:
            check = Check(arguments, server.port, model, frame, expected)
            check.triton()
            check.mlflow()
        finally:
            server.stop()
    except Failed as error:
        print(f"failed: {error}")
        return 1
    finally:
        if arguments.keep:
            print(f"the project is in {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    for breach in check.breaches:
        print(f"breach: {breach}")
    print(f"{check.count - len(check.breaches)} of {check.count} cases held")
    return 1 if check.breaches else 0


if __name__ == "__main__":
    sys.exit(main())
