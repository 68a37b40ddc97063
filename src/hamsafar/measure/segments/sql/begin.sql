-- Room for what is looked at: each property in its turn.
-- stage: begun
select *, emptyArrayString() as texts, emptyArrayString() as folded, cast([], 'Array(Nullable(DateTime64(3)))') as moments from $previous
