"""Runs Alluvium's projects from a scheduler, by the files that they leave.

``manifest`` tells what a project declares, ``runs`` how the run of a key goes, ``launch`` how a run is started. Schedulers are
imported only by ``airflow`` and ``luigi``; everything else needs the standard library alone.
"""
