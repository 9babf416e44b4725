"""A CronJob for Kubernetes."""

import yaml

from etl.schedule.plans import Plan
from etl.schedule.recipes.files import File, Place, crontab_of
from etl.schedule.triggers import fields_of

HEAD = """\
# kubectl apply --filename {name}.yaml
# The secret "{name}" holds the database's URL under the key `url`; the claim "{name}" holds the documents.
"""


def kubernetes(plan: Plan, place: Place) -> tuple[File, ...]:
    """Write a CronJob (batch/v1) that never overlaps; its zone is its own, not the cluster's."""
    name = plan.name.lower().replace("_", "-")
    container = {
        "name": "etl",
        "image": "etl",
        "args": ["run", *plan.arguments],
        "workingDir": place.folder,
        "env": [{"name": "ETL_DATABASE_URL", "valueFrom": {"secretKeyRef": {"name": name, "key": "url"}}}],
        "volumeMounts": [{"name": "documents", "mountPath": place.folder, "readOnly": True}],
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "runAsNonRoot": True,
            "capabilities": {"drop": ["ALL"]},
        },
    }
    pod = {
        "restartPolicy": "Never",
        "terminationGracePeriodSeconds": 60,
        "containers": [container],
        "volumes": [{"name": "documents", "persistentVolumeClaim": {"claimName": name}}],
    }
    spec = {
        "schedule": " ".join(fields_of(crontab_of(plan))),
        **({"timeZone": plan.timezone} if plan.timezone else {}),
        "concurrencyPolicy": "Forbid",
        **({} if plan.catch_up else {"startingDeadlineSeconds": 30}),
        # the next run goes on where a failed one stopped
        "jobTemplate": {"spec": {"backoffLimit": 0, "template": {"spec": pod}}},
    }
    manifest = {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": name}, "spec": spec}
    return (File(f"{name}.yaml", HEAD.format(name=name) + yaml.safe_dump(manifest, sort_keys=False)),)
