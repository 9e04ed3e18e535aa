"""Alembic migrations, named by date and what they do. Tables are made by these alone.

`survey_app.schema` runs them; developers write a new one in the repository with
`alembic -x study=DIR revision --autogenerate --rev-id DATE -m "what it does"`.
"""
