"""A moto server whose EMR and EMR Serverless go through the states that POST /states says, one at each question.

    python moto_states.py PORT

    {"step": ["PENDING", "FAILED"], "cluster": [["STARTING", null, null], ["TERMINATED", "VALIDATION_ERROR", "no subnet"]],
     "run": ["RUNNING", "CANCELLED"], "reason": "why"}

The last one of each list stays. moto itself runs nothing and ends everything well. POST /parameters checks a document by
botocore's description of an operation: {"service": ..., "operation": ..., "document": ...}.
"""

import json
import sys

import botocore.session
from botocore.validate import ParamValidator
from moto.emr.models import Cluster, ElasticMapReduceBackend
from moto.emrserverless.models import EMRServerlessBackend
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import run_simple
from werkzeug.wrappers import Request, Response

script = {}


def following(kind):
    states = script.get(kind) or []
    return states.pop(0) if len(states) > 1 else states[0] if states else None


original_step = ElasticMapReduceBackend.describe_step
original_cluster = ElasticMapReduceBackend.describe_cluster
original_run = EMRServerlessBackend.get_job_run


def describe_step(self, cluster_id, step_id):
    step = original_step(self, cluster_id, step_id)
    state = following("step")
    if state:
        step.state, step.last_state_change_reason = state, script.get("reason")
    return step


def describe_cluster(self, cluster_id):
    cluster = original_cluster(self, cluster_id)
    state = following("cluster")
    if state:
        cluster.state, cluster.scripted_code, cluster.last_state_change_reason = state
    return cluster


def get_job_run(self, application_id, job_run_id):
    run = original_run(self, application_id, job_run_id)
    state = following("run")
    if state:
        run.state, run.state_details = state, script.get("reason") or ""
    return run


original_status = Cluster.status.fget


def status(self):
    told = original_status(self)
    if getattr(self, "scripted_code", None):
        told["StateChangeReason"]["Code"] = self.scripted_code
    return told


ElasticMapReduceBackend.describe_step = describe_step
ElasticMapReduceBackend.describe_cluster = describe_cluster
EMRServerlessBackend.get_job_run = get_job_run
Cluster.status = property(status)

moto = DomainDispatcherApplication(create_backend_app)
models = botocore.session.get_session()


def faults(asked):
    model = models.get_service_model(asked["service"])
    shape = model.operation_model(asked["operation"]).input_shape
    validator = ParamValidator()
    report = validator.validate(asked["document"], shape)
    unknown = [name for name in asked["document"] if name not in shape.members]
    return report.generate_report() + " ".join("unknown " + name for name in unknown)


def application(environ, start_response):
    request = Request(environ)
    if request.path == "/states":
        script.clear()
        script.update(json.loads(request.get_data()))
        return Response("set")(environ, start_response)
    if request.path == "/parameters":
        return Response(faults(json.loads(request.get_data())))(environ, start_response)
    return moto(environ, start_response)


run_simple("127.0.0.1", int(sys.argv[1]), application, threaded=True)
