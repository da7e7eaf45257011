"""The stories of which the past of the example company is made: twelve causes, each with the parts it struck."""

from examples.company.past_platform import PLATFORM_STORIES
from examples.company.past_shop import SHOP_STORIES

STORIES = (*SHOP_STORIES, *PLATFORM_STORIES)
